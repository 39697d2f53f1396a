/* SPDX-License-Identifier: MIT */
/* environment: the arguments and the environment of one script. */
#ifndef GVA_INIT_JOB_ENVIRONMENT_H
#define GVA_INIT_JOB_ENVIRONMENT_H

#include "init/machine/boot.h"

struct environment {
	const char *argv[1 + OPTION_ARGS_MAX + 1];
	const char *envp[ENVIRONMENT_OWN_MAX + OPTION_ENV_MAX + 1];
	char pool[ENVIRONMENT_POOL_SIZE];
};

/* environment_make: for the script `name`; the job's own variables replace
 * ours of the same name.  The strings live as long as `ret` and `boot`. */
void environment_make(const struct boot *boot, const char *name,
		      uint64_t sequence, uint64_t attempt,
		      struct environment *ret);

#endif
