/* SPDX-License-Identifier: MIT */
/* container: what the image of a root says of how it is run (Env, User,
 * Entrypoint, Cmd, WorkingDir of the OCI image specification, config.md),
 * taken into a request, where the user has not said otherwise; and a request
 * without a job, which is a command line to be run in that root. */
#ifndef GVA_HOST_RUN_CONTAINER_H
#define GVA_HOST_RUN_CONTAINER_H

#include "host/run/request.h"

/* run_container: completes a request that has a root; 0 or an exit status. */
int run_container(struct request *request);

#endif
