/* SPDX-License-Identifier: MIT */
/* run_prepare: a request is completed by what the job itself says, and held
 * against the places that it names, before anything is made. */
#ifndef GVA_HOST_RUN_PREPARE_H
#define GVA_HOST_RUN_PREPARE_H

#include "host/run/request.h"

/* run_prepare: 0 or an exit status.  From then on options.job is the job's
 * name. */
int run_prepare(struct request *request);

#endif
