/* SPDX-License-Identifier: MIT */
/* attempt: one run of a script that has been taken: its streams, its cgroup,
 * its process, until nothing of it is left and its record is filled in. */
#ifndef GVA_INIT_JOB_ATTEMPT_H
#define GVA_INIT_JOB_ATTEMPT_H

#include "contract/record.h"
#include "init/job/environment.h"
#include "init/machine/boot.h"
#include "init/process/capture.h"

/* Too large for the stack; there is one at a time. */
struct attempt {
	struct record record;
	struct environment environment;
	struct capture output;
	struct capture errors;
	int dir;    /* run/NNNN-NAME of the out image */
	int script; /* the file, to be read */
};

/* attempt_run (step): runs attempt->environment.argv; the outcome, the usage
 * and the streams go to the record, the output to `dir`. */
int attempt_run(struct boot *boot, struct attempt *attempt);

#endif
