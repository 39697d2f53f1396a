/* SPDX-License-Identifier: MIT */
/* say: what `gva` tells people on stderr, and the statuses that it exits
 * with.  Form: "gva: verb object: reason". */
#ifndef GVA_HOST_SAY_H
#define GVA_HOST_SAY_H

#include "contract/text.h"

enum exit_status {
	EXIT_ALL_SUCCEEDED = 0,
	EXIT_JOB_FAILED = 1,     /* the job's own doing */
	EXIT_BAD_USE = 2,        /* usage, or a bad job */
	EXIT_NOT_FINISHED = 3,   /* the appliance did not finish: retry */
	EXIT_HOST_FAILED = 4,    /* this host could not: retry elsewhere */
	EXIT_PASSTHROUGH_FAILED = 125, /* --passthrough: GVA itself failed */
	EXIT_INTERRUPTED = 130,  /* by SIGINT */
	EXIT_TERMINATED = 143,   /* by SIGTERM, or another signal */
};

/* exit_of_error: of a negative errno that making or reading a file met:
 * whether this host is at fault (another may do better), or what was asked
 * for.  EINTR: a signal came, see signals.h.  EFBIG: a limit of file sizes. */
enum exit_status exit_of_error(int err);

/* say: one line on stderr, "gva: " in front, newline behind.  Control bytes
 * become "?"; names that come out of an image are escaped by the caller. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* fail: says it and gives `status` back, for `return fail(...)`. */
int fail(enum exit_status status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* failure: what fail() said last, cut to a line, or "". */
const char *failure(void);
/* explain: makes the formatted line all that `why` holds and gives `err`
 * back, for `return explain(...)`. */
int explain(struct text *why, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
