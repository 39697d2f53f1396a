/* SPDX-License-Identifier: MIT */
/* queue: script-bin, the folder of /app that is drained.
 *
 * Every name in it that does not begin with a dot is a script.  Scripts are
 * taken in byte order, one at a time: moved to script-run, beside script-bin,
 * so that script-bin shrinks at once and `dirname $0`/.. is still the app.
 * What cannot run (not executable, a folder, a link) stays in script-bin and
 * gets a record that says so, once.  The folder is hostile input: scripts
 * have written in it. */
#ifndef GVA_INIT_JOB_QUEUE_H
#define GVA_INIT_JOB_QUEUE_H

#include "init/job/next_script.h"
#include "init/machine/boot.h"

/* queue_plan (step): the first listing; its names are the plan.  bad-image
 * when there is no script-bin. */
int queue_plan(struct boot *boot);

/* queue_next (step): the first name that waits in script-bin; 1 when there is
 * one, 0 when nothing is left.  Verdict limit: too many names. */
int queue_next(struct boot *boot, struct next_script *ret);
/* queue_settle: the plan's entry for `name` has its record. */
void queue_settle(struct boot *boot, const char *name);
/* queue_mark_waiting (step): the job ends: marks the entries of the plan whose
 * names wait in script-bin; names that are not in the plan are added to it. */
int queue_mark_waiting(struct boot *boot);
/* queue_stays: remembers that `name` stays in script-bin, and is settled. */
int queue_stays(struct boot *boot, const char *name);

#endif
