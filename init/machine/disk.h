/* SPDX-License-Identifier: MIT */
/* disk: one block device of the machine. */
#ifndef GVA_INIT_MACHINE_DISK_H
#define GVA_INIT_MACHINE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/role.h"
#include "contract/superblock.h"
#include "init/base/limits.h"

enum { DISK_PATH_SIZE = sizeof("/dev/") + DISK_NAME_SIZE };

struct disk {
	char name[DISK_NAME_SIZE]; /* as in /sys/block, "vda" */
	int roles;
	uint64_t bytes;
	bool read_only;
	bool has_superblock;
	struct superblock superblock;
};

/* disk_path: "/dev/vda". */
void disk_path(const struct disk *disk, char ret_path[DISK_PATH_SIZE]);
/* disk_open: a descriptor of the whole disk, or -errno. */
int disk_open(const struct disk *disk, int flags);
/* disk_read_superblock: as it is now; has_superblock false: there is none. */
void disk_read_superblock(struct disk *disk);

#endif
