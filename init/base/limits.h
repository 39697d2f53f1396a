/* SPDX-License-Identifier: MIT */
/* limits: every maximum and deadline of PID 1, with its reason. */
#ifndef GVA_INIT_BASE_LIMITS_H
#define GVA_INIT_BASE_LIMITS_H

#include "contract/limits.h"

enum {
	/* More block devices than a q35 root bus has slots; all are looked at. */
	DISKS_MAX = 64,
	/* A block device's name: DISK_NAME_LEN of Linux linux/blkdev.h. */
	DISK_NAME_SIZE = 33,
	/* A folder of script-bin's kind that is listed, in bytes of ext4: more
	 * than the plan's names take with half of each block free. */
	FOLDER_BYTES_MAX = 3 * 1024 * 1024,
	/* What is mounted for a job: disks, binds, overlay. */
	MOUNTS_MAX = 16,
	/* "/gva/gva-root+app+out/root" and its like. */
	MOUNT_PATH_SIZE = 64,
	/* The end of an output that is kept beside its beginning. */
	CAPTURE_TAIL = 64 * 1024,
	/* One read of a pipe: the capacity of a pipe of Linux. */
	CAPTURE_CHUNK = 64 * 1024,
	/* Records that wait for a sync: that of a script that ran, and those of
	 * scripts that never began, which share one. */
	UNTOLD_MAX = 64,
	/* The largest script with a digest, which takes seconds. */
	DIGEST_MAX = 256 << 20,
	/* Environment of a script beside the job's own: the fixed names. */
	ENVIRONMENT_OWN_MAX = 32,
	ENVIRONMENT_POOL_SIZE = 4096 + WORKDIR_SIZE,
	/* Open files of a script's process: the limit that it has, and the one
	 * that it may raise it to, as systemd has them. */
	FILES_USUAL = 1024,
	FILES_MAX = 524288,
};

enum {
	/* From SIGKILL, and from the last sight of a disk at work, until every
	 * process is gone; only one in an uninterruptible sleep takes longer
	 * than a tick. */
	STUCK_SECONDS = 20,
	/* Each rung of the power-off ladder. */
	POWEROFF_SECONDS = 10,
	/* For PID 1 to come back from the kernel, or a disk to answer: longer
	 * than a file server that is started anew. */
	WATCHDOG_SECONDS = 1200,
	/* After the job's deadline, where the host waits for
	 * DEADLINE_EXTRA_SECONDS. */
	WATCHDOG_LATE_SECONDS = 60,
	WATCHDOG_TICK_SECONDS = 5,
	/* For the last word to reach the out disk. */
	GIVE_UP_SECONDS = 10,
};

/* For the kernel to watch the watchdog: its last word and the first rung. */
#define ARMED_SECONDS "20\n"

#endif
