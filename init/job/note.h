/* SPDX-License-Identifier: MIT */
/* note: why a script could not start, in words, as far as it can be seen. */
#ifndef GVA_INIT_JOB_NOTE_H
#define GVA_INIT_JOB_NOTE_H

#include "init/machine/boot.h"

/* note_start: for an outcome could-not-start, the note of the record; any
 * other is left alone.  `script` is the script, opened. */
void note_start(const struct boot *boot, int script, struct record *record);

#endif
