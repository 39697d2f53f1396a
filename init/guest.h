/* SPDX-License-Identifier: MIT */
/* guest: the running system around the job: the host name, the loopback
 * interface, the clock. */
#ifndef GVA_INIT_GUEST_H
#define GVA_INIT_GUEST_H

#include "init/boot.h"

/* guest_system (step): host name and loopback. */
int guest_system(struct boot *boot);
/* guest_clock: names the clock source in boot->status, or leaves it empty; with
 * "+Ns" where it was seen to run N seconds ahead.
 * At the end of the boot, when the kernel has settled on one. */
void guest_clock(struct boot *boot);

#endif
