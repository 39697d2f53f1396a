/* SPDX-License-Identifier: MIT */
/* command_run: `gva run` as it is given. */
#ifndef GVA_HOST_COMMAND_RUN_H
#define GVA_HOST_COMMAND_RUN_H

#include "host/run/request.h"

/* command_run_parse: the request from the arguments of `gva run`, which it
 * points into.  0, or EXIT_BAD_USE, and the error has been said. */
int command_run_parse(struct request *request, int argc, char **argv);

#endif
