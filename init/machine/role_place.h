/* SPDX-License-Identifier: MIT */
/* role_place: where the disks and the roots of their roles are, below /gva. */
#ifndef GVA_INIT_MACHINE_ROLE_PLACE_H
#define GVA_INIT_MACHINE_ROLE_PLACE_H

#include "init/machine/boot.h"

/* role_place_disk: the disk that has the role, or NULL. */
struct disk *role_place_disk(const struct boot *boot, enum role role);
/* role_place_mount: where a disk is mounted. */
void role_place_mount(const struct disk *disk, char ret_path[MOUNT_PATH_SIZE]);
/* role_place_root: the root of a role that a disk has: the disk's own, or its
 * folder in a combined image. */
void role_place_root(const struct boot *boot, enum role role,
		     char ret_path[MOUNT_PATH_SIZE]);

#endif
