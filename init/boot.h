/* SPDX-License-Identifier: MIT */
/* boot: all that PID 1 knows of this boot; one struct, passed to every step.
 *
 * A step gives 0, or -1 after boot_fail() has said with which verdict the job
 * ends.  Steps are what main() and drain() call; all else gives -errno. */
#ifndef GVA_INIT_BOOT_H
#define GVA_INIT_BOOT_H

#include "contract/identity.h"
#include "contract/option.h"
#include "contract/record.h"
#include "contract/role.h"
#include "contract/status.h"
#include "contract/superblock.h"
#include "init/limits.h"
#include "init/plan.h"
#include "init/traffic.h"
#include "init/watchdog.h"

struct disk {
	char name[DISK_NAME_SIZE]; /* as in /sys/block, "vda" */
	int roles;
	uint64_t bytes;
	bool read_only;
	bool has_superblock;
	struct superblock superblock;
};

struct disks {
	struct disk list[DISKS_MAX];
	size_t count;
	struct disk *app, *data, *out; /* NULL: no disk has the role */
};

/* What an earlier boot on the same out image left. */
struct earlier {
	bool began;        /* a job was started on this out image */
	uint64_t records;  /* committed ones */
	uint64_t repaired; /* as the status block had it */
	/* A script that was taken and has no record: the machine ended below
	 * it.  attempts 0: there is none. */
	char taken[SCRIPT_NAME_MAX + 1];
	uint64_t attempts;
	bool gone; /* it has removed its own file */
};

/* Written, but not yet durable: neither told nor counted. */
struct untold {
	struct record records[UNTOLD_MAX];
	size_t count;
	uint64_t failed; /* of these */
	bool remarks; /* some of them are not yet in results/ */
};

struct boot {
	struct options options;
	struct disks disks;
	struct traffic traffic; /* of all of them */
	struct plan plan;
	struct status status;
	bool failed; /* boot_fail() was called: the verdict stands */
	int status_fd; /* the out disk, or -1: no room for a status block */
	uint64_t status_offset;
	struct identity identity; /* of the job that is to run */
	struct earlier earlier;
	struct untold untold;
	bool has_cgroups;
	bool counts_files; /* leftover_known() */
	int app_fd; /* /app, or -1 */
	int out_fd; /* root of the out role, or -1 */
	int data_fd; /* /data, where scripts may write to it, or -1 */
	uint64_t started_ns;  /* of PID 1, CLOCK_MONOTONIC */
	uint64_t deadline_ns; /* of the job */
	uint64_t sequence; /* the last one given */
	char mounted[MOUNTS_MAX][MOUNT_PATH_SIZE]; /* in order of mounting */
	size_t mounted_count;
	struct watchdog watchdog;
};

/* boot_init: nothing is known yet, but the time. */
void boot_init(struct boot *boot);
/* boot_fail: the job ends with `verdict`; "object: reason" for people.  The
 * first call stands, as later failures follow from it.  Gives -1. */
int boot_fail(struct boot *boot, enum verdict verdict, const char *object,
	      const char *reason);
/* boot_fail_errno: the same for -errno of "verb object".  Want of memory or
 * descriptors is appliance-error, and want of room output-full, whatever the
 * caller takes the failure for; -EMEDIUMTYPE (sys_open_file) is bad-image. */
int boot_fail_errno(struct boot *boot, enum verdict verdict,
		    const char *object, int err);

#endif
