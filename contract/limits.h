/* SPDX-License-Identifier: MIT */
/* limits: every maximum that guest and host agree on, with its reason. */
#ifndef GVA_CONTRACT_LIMITS_H
#define GVA_CONTRACT_LIMITS_H

enum {
	/* NAME_MAX of ext4 and overlayfs: a script's own name. */
	SCRIPT_NAME_MAX = 255,
	/* The part of a script's name that a results folder carries. */
	RESULT_STEM_MAX = 64,
	/* "NNNNN-" + stem + NUL, with room for the widest sequence number. */
	RESULT_NAME_SIZE = 6 + RESULT_STEM_MAX + 1,
	/* Scripts of one job; a script that queues scripts for ever ends here. */
	SCRIPTS_MAX = 10000,
	/* The status block: one ext4 block, the last of the out image. */
	STATUS_BLOCK_SIZE = 4096,
	/* Bytes of a block of every file system that host or guest makes. */
	IMAGE_BLOCK = 4096,
	/* Blocks of a group of a small out image, which would have no copy of
	 * its superblock else; the guest looks for it in the second group. */
	IMAGE_SMALL_GROUP_BLOCKS = 2048,
	/* Seconds that the host waits after the job's deadline: for the boot,
	 * kills and the last commit. */
	DEADLINE_EXTRA_SECONDS = 120,
	/* Seconds of option `grace` at most: half of those. */
	GRACE_MAX_SECONDS = 60,
	/* Free text in a status block or record, before it is escaped. */
	DETAIL_MAX = 255,
	/* Job and instance names; they are folder names on the host. */
	JOB_NAME_MAX = 64,
	/* A user's or group's; useradd(8) takes 32. */
	USER_NAME_MAX = 64,
	/* A path with its NUL: PATH_MAX of Linux. */
	WORKDIR_SIZE = 4096,
	/* A record: every line at its longest, escapes included, is below. */
	RECORD_SIZE_MAX = 8192,
	/* gva.conf and job.conf; the kernel's command line is 4 KiB at most. */
	CONF_SIZE_MAX = 256 * 1024,
	/* Bytes of arguments and environment after decoding, NULs included.
	 * Linux takes a quarter of the stack (8 MiB) in all. */
	OPTION_POOL_SIZE = 256 * 1024,
	/* An argument, or NAME=VALUE, with its NUL (MAX_ARG_STRLEN of
	 * Linux): exec of anything longer is E2BIG. */
	OPTION_STRING_SIZE = 128 * 1024,
	OPTION_ARGS_MAX = 1024,
	OPTION_ENV_MAX = 1024,
};

#endif
