/* SPDX-License-Identifier: MIT */
/* run_choose: where the results of a run go when nobody says; never into what
 * is packed, which would be another job in the next run. */
#ifndef GVA_HOST_RUN_CHOOSE_H
#define GVA_HOST_RUN_CHOOSE_H

#include <limits.h>

#include "host/run/request.h"

/* run_choose_dir: the path of that folder: that of -o, else NAME.results in
 * the current folder, or beside the job or data where that would lie in them.
 * 0, or an exit status. */
int run_choose_dir(const struct request *request, char ret[PATH_MAX]);

#endif
