/* SPDX-License-Identifier: MIT */
/* recover: mode=repair: an out image that was not closed is made fit for a
 * reader.  Nothing runs. */
#ifndef GVA_INIT_JOB_RECOVER_H
#define GVA_INIT_JOB_RECOVER_H

#include "init/machine/boot.h"

/* recover (step): mounts the out disk, which replays its journal or repairs
 * it, and counts the records of a job that has no verdict.  A verdict stands
 * as it is, with its own counts, so that a reader sees what is missing. */
int recover(struct boot *boot);

#endif
