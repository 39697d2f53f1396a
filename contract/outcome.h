/* SPDX-License-Identifier: MIT */
/* outcome: the closed lists of how a script and how a job can end. */
#ifndef GVA_CONTRACT_OUTCOME_H
#define GVA_CONTRACT_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/text.h"

/* The first of each list is what a forgotten assignment would say: never a
 * success. */
enum script_end {
	SCRIPT_NOT_RUN,         /* the job ended before its turn */
	SCRIPT_EXITED,          /* exited N: by itself, with status N */
	SCRIPT_SIGNALED,        /* signaled N [core]: by signal N */
	SCRIPT_TIMEOUT,         /* ran into its own time limit */
	SCRIPT_COULD_NOT_START, /* could-not-start ERRNO: exec failed */
	SCRIPT_DEADLINE,        /* running when the job's deadline came */
	SCRIPT_WITHDRAWN,       /* vanished from script-bin before its turn */
	SCRIPT_OUT_OF_MEMORY,   /* its memory limit was reached */
	SCRIPT_INTERRUPTED,     /* the machine ended meanwhile; retry=fail */
	SCRIPT_GAVE_UP,         /* that happened as often as it may */
	SCRIPT_END_COUNT,
};

struct outcome {
	enum script_end end;
	/* Exit status, signal number or errno; 0 with the others. */
	uint32_t number;
	bool core;
};

/* outcome_format: "exited 7", "signaled 11 core", "could-not-start ENOENT",
 * "timeout", ... */
void outcome_format(struct text *text, struct outcome outcome);
/* outcome_parse: -EINVAL when the span is no outcome of the list. */
int outcome_parse(struct span span, struct outcome *ret);
/* outcome_success: exited with status 0, and nothing else. */
bool outcome_success(struct outcome outcome);
/* outcome_of_wait: from a status of wait(2).  -EINVAL: not an end. */
int outcome_of_wait(int status, struct outcome *ret);

enum verdict {
	VERDICT_APPLIANCE_ERROR,    /* the guest itself: no memory, no proc */
	VERDICT_DONE,               /* every script exited 0 */
	VERDICT_DONE_WITH_FAILURES, /* every script has a record */
	VERDICT_NOTHING_TO_RUN,     /* script-bin was empty */
	VERDICT_DEADLINE,           /* the job's deadline came */
	VERDICT_BAD_IMAGE,
	VERDICT_NO_APP,
	VERDICT_NO_OUT,
	VERDICT_BAD_OPTIONS,
	VERDICT_OUTPUT_FULL,
	VERDICT_IO_ERROR,
	VERDICT_STUCK,              /* processes that SIGKILL does not end */
	VERDICT_LIMIT,              /* a limit of the appliance was reached */
	VERDICT_NEEDS_REPAIR,       /* out is damaged, and e2fsck not there */
	VERDICT_DAMAGED,            /* a repair of out took more than counts */
	VERDICT_COUNT,
};

const char *verdict_word(enum verdict verdict);
/* verdict_final: another boot on the same images has nothing to do: every
 * script is accounted for, or what there was is damaged for good. */
bool verdict_final(enum verdict verdict);
int verdict_parse(struct span span, enum verdict *ret);

#endif
