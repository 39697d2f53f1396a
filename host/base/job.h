/* SPDX-License-Identifier: MIT */
/* job: what the path that it was given by tells: its name, its options. */
#ifndef GVA_HOST_BASE_JOB_H
#define GVA_HOST_BASE_JOB_H

#include "contract/limits.h"
#include "contract/option.h"

/* job_name: the last component of the path, at most 64 bytes of it, with `_`
 * for what a name may not have (option_job_name_ok); "job" for none. */
void job_name(const char *path, char ret_name[JOB_NAME_MAX + 1]);
/* job_read_conf: the options of its gva.conf, if there is one, so that a bad
 * one is told before anything starts.  0 or an exit status. */
int job_read_conf(const char *job, struct options *options);

#endif
