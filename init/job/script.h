/* SPDX-License-Identifier: MIT */
/* script: one script from its place in script-bin to its record. */
#ifndef GVA_INIT_JOB_SCRIPT_H
#define GVA_INIT_JOB_SCRIPT_H

#include "contract/outcome.h"
#include "init/machine/boot.h"

/* script_run (step): marks the attempt, takes the script out of the queue (its
 * first attempt; a later one finds it taken), runs it to its end, commits its
 * record, removes it. */
int script_run(struct boot *boot, const char *name, uint64_t attempt);
/* script_cut (step): a record for a script that was taken and is not to be
 * tried again: interrupted or gave-up. */
int script_cut(struct boot *boot, const char *name, uint64_t attempt,
	       enum script_end end);
/* script_remark (step): a record for a script that never began; `words` are
 * its note. */
int script_remark(struct boot *boot, const char *name,
		  struct outcome outcome, const char *words);

#endif
