/* SPDX-License-Identifier: MIT */
/* Room: disks, mounts, kernel: what the ns ring stands in for.
 *
 * boot: all that PID 1 knows of this boot; one struct, passed to every step.
 *
 * A step gives 0, or -1 after boot_fail() has said with which verdict the job
 * ends.  Steps are what main() and drain() call; all else gives -errno. */
#ifndef GVA_INIT_MACHINE_BOOT_H
#define GVA_INIT_MACHINE_BOOT_H

#include "contract/account.h"
#include "contract/identity.h"
#include "contract/option.h"
#include "init/base/ending.h"
#include "init/base/traffic.h"
#include "init/base/watchdog.h"
#include "init/machine/disk.h"
#include "init/machine/mounts.h"
#include "init/out/out.h"
#include "init/out/plan.h"

/* What an earlier boot on the same out image left. */
struct earlier {
	bool began;        /* a job was started on this out image */
	uint64_t records;  /* committed ones */
	uint64_t repaired; /* as the status block had it */
	/* A script that was taken and has no record: the machine ended while
	 * it ran.  attempts 0: there is none. */
	char taken[SCRIPT_NAME_MAX + 1];
	uint64_t attempts;
	bool gone; /* it has removed its own file */
};

struct disks {
	struct disk list[DISKS_MAX];
	size_t count;
	struct disk *app, *data, *out, *root; /* NULL: no disk has the role */
};

/* The block behind the file system of the out disk. */
struct status_block {
	int fd; /* of the whole disk, or -1: no room for a status block */
	uint64_t offset;
};

struct boot {
	struct options options;
	struct account user; /* of the scripts; root by default */
	struct disks disks;
	struct traffic traffic; /* of all of them */
	struct plan plan;
	struct ending ending;
	struct status_block status_block;
	struct identity identity; /* of the job that is to run */
	struct earlier earlier;
	struct out out;
	bool has_cgroups;
	bool counts_files; /* guest_counts_files() */
	int app_fd; /* /app, or -1 */
	uint64_t started_ns;  /* of PID 1, CLOCK_MONOTONIC */
	uint64_t deadline_ns; /* of the job */
	uint64_t sequence; /* the last one given */
	struct mounts mounts;
	struct watchdog watchdog;
};

/* boot_fail: ending_fail() for a step. */
static inline int boot_fail(struct boot *boot, enum verdict verdict,
			    const char *object, const char *reason)
{
	return ending_fail(&boot->ending, verdict, object, reason);
}

/* boot_fail_errno: ending_fail_errno() for a step. */
static inline int boot_fail_errno(struct boot *boot, enum verdict verdict,
				  const char *object, int err)
{
	return ending_fail_errno(&boot->ending, verdict, object, err);
}

/* boot_fail_io: the same for what was written to a disk, or read from it. */
static inline int boot_fail_io(struct boot *boot, const char *object, int err)
{
	return boot_fail_errno(boot, VERDICT_IO_ERROR, object, err);
}

/* boot_fail_mount: the same for what may be damage of an image. */
static inline int boot_fail_mount(struct boot *boot, const char *object,
				  int err)
{
	return boot_fail_errno(boot, mounts_damage(err) ? VERDICT_BAD_IMAGE :
			       VERDICT_IO_ERROR, object, err);
}

/* boot_set_out: the out role's root is open, or, with -1, closed. */
static inline void boot_set_out(struct boot *boot, int fd)
{
	boot->out.fd = fd;
	boot->ending.out_fd = fd;
}

#endif
