/* SPDX-License-Identifier: MIT */
/* run: one job, from its request to its ending and report. */
#ifndef GVA_HOST_RUN_RUN_H
#define GVA_HOST_RUN_RUN_H

#include "host/run/request.h"

/* run_job: the exit status of `gva run`; all that is to be said has been
 * said. */
int run_job(struct request *request);

#endif
