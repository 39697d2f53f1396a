/* SPDX-License-Identifier: MIT */
/* script: one script from its place in script-bin to its record. */
#ifndef GVA_INIT_SCRIPT_H
#define GVA_INIT_SCRIPT_H

#include "../contract/outcome.h"
#include "boot.h"

/* script_run (step): marks the attempt, takes the script out of the queue,
 * runs it to its end, commits its record, removes it. */
int script_run(struct boot *boot, const char *name);
/* script_remark (step): a record for a script that never began. */
int script_remark(struct boot *boot, const char *name,
		  struct outcome outcome, const char *note);

#endif
