/* SPDX-License-Identifier: MIT */
/* job: its name, from the path that it was given by. */
#ifndef GVA_HOST_JOB_H
#define GVA_HOST_JOB_H

#include "contract/limits.h"

/* job_name: the last component of the path, at most 64 bytes of it, with `_`
 * for what a name may not have (option_job_name_ok); "job" for none. */
void job_name(const char *path, char ret_name[JOB_NAME_MAX + 1]);

#endif
