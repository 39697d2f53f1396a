/* SPDX-License-Identifier: MIT */
/* next_script: whose turn it is of the names in script-bin, and whether it can
 * be run. */
#ifndef GVA_INIT_JOB_NEXT_SCRIPT_H
#define GVA_INIT_JOB_NEXT_SCRIPT_H

#include <sys/types.h>

#include "init/out/plan.h"

struct next_script {
	char name[SCRIPT_NAME_MAX + 1]; /* "": none yet */
	int blocked; /* 0, or the -errno for which it can only stay */
	const char *why; /* that, for people, or "" */
};

/* next_script_offer: a name that is there; the first in byte order of those
 * that do not stay there for good has its turn. */
void next_script_offer(struct next_script *next, struct plan *plan,
		       const char *name);
/* next_script_judge: whether a file of this mode can be run, as exec(2) would
 * say; `blocked` and `why`. */
void next_script_judge(struct next_script *next, mode_t mode);

#endif
