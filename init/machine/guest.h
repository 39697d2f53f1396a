/* SPDX-License-Identifier: MIT */
/* guest: the running system around the job: its host name, the bounds of what
 * the kernel keeps and waits for, its clock, what it can tell. */
#ifndef GVA_INIT_MACHINE_GUEST_H
#define GVA_INIT_MACHINE_GUEST_H

#include <stdbool.h>

#include "init/base/ending.h"

/* guest_system (step): the host name, bounds of the kernel's waits; where PID 1
 * is `watched` by its watchdog, the kernel does not look for hung tasks. */
int guest_system(struct ending *ending, bool watched);
/* guest_counts_files: whether the kernel tells how many files are open
 * (leftover.h).  One that is not changed (kernel-config/inflight.patch) tells
 * about how many.  To be called while PID 1 has one thread that opens and
 * closes. */
bool guest_counts_files(void);
/* guest_clock: names the clock source in the status, or leaves it empty; with
 * "+Ns" where it was seen to run N seconds ahead.  At the end of the boot, when
 * the kernel has settled on one. */
void guest_clock(struct status *status);

#endif
