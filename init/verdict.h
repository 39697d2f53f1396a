/* SPDX-License-Identifier: MIT */
/* verdict: the last word of this boot. */
#ifndef GVA_INIT_VERDICT_H
#define GVA_INIT_VERDICT_H

#include "boot.h"

/* verdict_close: ends what runs, unmounts, writes the verdict to the status
 * block, and says it as the console's last line.  What fails here becomes the
 * verdict, as long as nothing failed before. */
void verdict_close(struct boot *boot);

#endif
