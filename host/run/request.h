/* SPDX-License-Identifier: MIT */
/* request: what `gva run` was told to do, checked as far as it can be before
 * anything is made. */
#ifndef GVA_HOST_RUN_REQUEST_H
#define GVA_HOST_RUN_REQUEST_H

#include <limits.h>

#include "contract/option.h"
#include "host/machine/command_line.h"
#include "host/machine/vm_wish.h"
#include "host/run/conf.h"

struct request {
	const char *job;  /* path of JOBDIR or SCRIPT, or NULL */
	const char *app;  /* images (data: or a directory), or NULL */
	const char *data;
	const char *root;
	const char *out;
	const char *dir;  /* -o, or NULL */
	struct vm_wish wish; /* of the machine */
	uint64_t disk;    /* bytes of an out image that is made */
	/* Without a job: a command line for the root. */
	bool is_command;
	char **command;         /* what came after -- */
	int word_count;         /* of it */
	const char *entrypoint; /* instead of the image's, or NULL */
	const char *program;    /* the first word of all, or NULL */
	char launcher[PATH_MAX]; /* the job's one script */
	char job_name[JOB_NAME_MAX + 1];
	bool passthrough;
	bool in_place;
	bool fresh;
	bool quiet;
	bool help;
	struct options options; /* as the guest will see them */
	struct text words;      /* gva.KEY=VALUE for the kernel */
	struct conf conf;       /* job.conf */
	char word_bytes[COMMAND_LINE_SIZE];
	char conf_bytes[CONF_SIZE_MAX + 1];
};

/* request_init: every default. */
void request_init(struct request *request);
/* request_set: an option of the guest, KEY and the escaped VALUE, at the place
 * where it belongs: command line, or job.conf for arg and env.NAME. */
int request_set(struct request *request, struct span key, struct span value,
		struct text *why);
/* request_out_name: the absolute path of --out, which may be still to be made,
 * or "" without. */
void request_out_name(const struct request *request, char ret[PATH_MAX]);

#endif
