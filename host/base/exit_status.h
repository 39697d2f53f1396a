/* SPDX-License-Identifier: MIT */
/* exit_status: how gva ends, told to whoever started it; see gva(1). */
#ifndef GVA_HOST_BASE_EXIT_STATUS_H
#define GVA_HOST_BASE_EXIT_STATUS_H

#include "contract/status.h"

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

/* exit_of_verdict: of a job that ended with this verdict. */
enum exit_status exit_of_verdict(enum verdict verdict);
/* exit_of_signal: EXIT_INTERRUPTED for SIGINT, else EXIT_TERMINATED. */
enum exit_status exit_of_signal(int signo);
/* exit_of_error: of a negative errno that making or reading a file met:
 * whether this host is at fault (another may do better), or what was asked
 * for.  EINTR: a signal came, see signals.h.  EFBIG: a limit of file sizes. */
enum exit_status exit_of_error(int err);
/* exit_of_reading: of a negative errno of results_extract(), where a guest may
 * be at fault as well, and EFBIG is what the image claims. */
enum exit_status exit_of_reading(int err);

#endif
