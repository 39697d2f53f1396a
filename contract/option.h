/* SPDX-License-Identifier: MIT */
/* option: what can be set for a job, and the three places where it is set:
 * `gva.KEY=VALUE` words of the kernel command line, `KEY=VALUE` lines of
 * job.conf (out image) and of gva.conf (app image).  The first beats the
 * second, the second the third.  An unknown key or a bad value is an error.
 * Values are escaped as in text.h, so that any byte but NUL can be said. */
#ifndef GVA_CONTRACT_OPTION_H
#define GVA_CONTRACT_OPTION_H

#include "contract/limits.h"
#include "contract/text.h"

/* In order of precedence. */
enum origin {
	ORIGIN_DEFAULT,
	ORIGIN_GVA_CONF,
	ORIGIN_JOB_CONF,
	ORIGIN_COMMAND_LINE,
};

enum option_key {
	OPTION_TIMEOUT,
	OPTION_DEADLINE,
	OPTION_GRACE,
	OPTION_ON_FAILURE,
	OPTION_OUTPUT_CAP,
	OPTION_DATA,
	OPTION_RETRY,
	OPTION_ATTEMPTS,
	OPTION_MODE,
	OPTION_MEMORY,
	OPTION_PIDS,
	OPTION_TMP,
	OPTION_PRIVILEGE,
	OPTION_COUNT,
};

enum on_failure { ON_FAILURE_CONTINUE, ON_FAILURE_STOP };
enum data_access { DATA_READ_ONLY, DATA_READ_WRITE };
/* What becomes of a script when the machine ended while it ran. */
enum retry { RETRY_RERUN, RETRY_FAIL };
/* Repair: the out disk is recovered for a reader, and nothing runs. */
enum mode { MODE_RUN, MODE_REPAIR };
enum privilege { PRIVILEGE_CONTAINED, PRIVILEGE_FULL };

/* Who a script is: numbers, or names of /etc/passwd and /etc/group, which
 * account.h looks up. */
struct option_user {
	uint32_t uid;
	uint32_t gid;
	char name[USER_NAME_MAX + 1];  /* "": it is `uid` */
	char group[USER_NAME_MAX + 1]; /* "": it is `gid` */
	bool has_group; /* one is given; else `gid` is as `uid` */
};

/* Strings that lie in options.pool, NUL-terminated, by their offsets. */
struct string_list {
	size_t count;
	uint32_t offsets[OPTION_ARGS_MAX];
};

struct options {
	/* By option_key: seconds, bytes, or an enum of the choice. */
	uint64_t values[OPTION_COUNT];
	enum origin origins[OPTION_COUNT];
	char job[JOB_NAME_MAX + 1];
	enum origin job_origin;
	char instance[JOB_NAME_MAX + 1];
	enum origin instance_origin;
	struct option_user user; /* root by default */
	enum origin user_origin;
	uint32_t workdir; /* its offset in the pool */
	enum origin workdir_origin;
	struct string_list args;
	enum origin args_origin;
	struct string_list env; /* "NAME=VALUE" */
	enum origin env_origins[OPTION_ENV_MAX];
	size_t pool_used;
	char pool[OPTION_POOL_SIZE];
};

/* What an option is, beside how it is parsed. */
struct option_row {
	const char *key;
	const char *values;        /* "DURATION", "SIZE", "ro|rw" */
	const char *default_value; /* as it would be written */
};

extern const struct option_row option_rows[OPTION_COUNT];

/* options_init: every option at its default. */
void options_init(struct options *options);

/* options_set: one KEY and its escaped VALUE from a place.  On an error
 * `why` gets "option KEY: reason" and -EINVAL comes back (-ENOSPC: more
 * arguments or environment than the limits). */
int options_set(struct options *options, enum origin origin, struct span key,
		struct span value, struct text *why);
/* options_conf: the lines of a conf file; empty lines and lines that begin
 * with # are skipped.  `why` names the line. */
int options_conf(struct options *options, enum origin origin,
		 struct span bytes, struct text *why);
/* options_command_line: the words of /proc/cmdline that begin with "gva.";
 * all others are the kernel's.  As in the kernel, a value may be quoted with
 * "..." to hold spaces. */
int options_command_line(struct options *options, struct span bytes,
			 struct text *why);

/* options_workdir: the folder that scripts begin in, an absolute path. */
const char *options_workdir(const struct options *options);

/* option_duration: "90", "90s", "15m", "2h", "1d" in seconds. */
int option_duration(struct span value, uint64_t *ret_seconds);
/* option_size: "65536", "64K", "16M", "4G", "1T" in bytes; or with a
 * small letter. */
int option_size(struct span value, uint64_t *ret_bytes);
/* option_user: "1000", "1000:100", "job" or "job:users"; the group is that of the
 * same number where none is given.  4294967295 stands for nobody in particular.
 * What is all digits is a number, never a name. */
int option_user(struct span value, struct option_user *ret);
/* option_env_name_ok: [A-Za-z_][A-Za-z0-9_]*, 255 bytes at most, and not
 * GVA_*: names that every shell takes. */
bool option_env_name_ok(struct span name);
/* option_job_name_ok: 1 to 64 bytes of [A-Za-z0-9._-], no leading dot. */
bool option_job_name_ok(struct span name);

#endif
