/* SPDX-License-Identifier: MIT */
/* Room: decides which script runs next, and accounts for each.
 *
 * drain: runs the scripts of script-bin one after the other until none is
 * left, and accounts for every one of the plan. */
#ifndef GVA_INIT_JOB_DRAIN_H
#define GVA_INIT_JOB_DRAIN_H

#include "init/machine/boot.h"

/* drain (step): sets the verdict done, done-with-failures, nothing-to-run,
 * deadline, ... in boot->ending.status. */
int drain(struct boot *boot);

#endif
