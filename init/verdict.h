/* SPDX-License-Identifier: MIT */
/* verdict: the last word of this boot. */
#ifndef GVA_INIT_VERDICT_H
#define GVA_INIT_VERDICT_H

#include "init/machine/boot.h"

/* verdict_close: ends what runs, unmounts, writes the verdict to the status
 * block, and says it as the console's last line.  What fails here becomes the
 * verdict, as long as nothing failed before. */
void verdict_close(struct boot *boot);
/* verdict_give_up: for the watchdog, when PID 1 is asleep in the kernel: the
 * verdict `stuck`, unless there is one, to the status block as far as its disk
 * takes it within GIVE_UP_SECONDS, and to the console.  Nothing is unmounted. */
void verdict_give_up(void *boot);

#endif
