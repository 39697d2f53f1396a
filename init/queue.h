/* SPDX-License-Identifier: MIT */
/* queue: script-bin, the folder of /app that is drained.
 *
 * Every name in it that does not begin with a dot is a script.  Scripts are
 * taken in byte order, one at a time: moved to script-run, beside script-bin,
 * so that script-bin shrinks at once and `dirname $0`/.. is still the app.
 * What cannot run (not executable, a folder, a link) stays in script-bin and
 * gets a record that says so, once.  The folder is hostile input: scripts
 * have written in it. */
#ifndef GVA_INIT_QUEUE_H
#define GVA_INIT_QUEUE_H

#include "boot.h"

/* queue_plan (step): the first listing; its names are the plan.  bad-image
 * when there is no script-bin. */
int queue_plan(struct boot *boot);

struct next_script {
	char name[SCRIPT_NAME_MAX + 1];
	int blocked; /* 0, or the -errno for which it can only stay */
};

/* queue_next (step): the first name that waits in script-bin; 1 when there is
 * one, 0 when nothing is left.  Verdict limit: too many names. */
int queue_next(struct boot *boot, struct next_script *ret);
/* queue_take: moves a script to the run place.  Nothing runs between listing
 * and taking, so that it is still there. */
int queue_take(struct boot *boot, const char *name);
/* queue_open: a descriptor of the script in the run place. */
int queue_open(struct boot *boot, const char *name);
typedef bool (*queue_is_begun)(const struct boot *boot, const char *name);
/* queue_taken: the script that an earlier boot began and left in the run
 * place; 1 when there is one, else 0.  What is there beside it has its record,
 * or a script has put it there: it is removed. */
int queue_taken(struct boot *boot, queue_is_begun is_begun,
		char ret_name[SCRIPT_NAME_MAX + 1]);
/* queue_remove: removes a script that has its record from the run place. */
int queue_remove(struct boot *boot, const char *name);
/* queue_settle: the plan's entry for `name` has its record. */
void queue_settle(struct boot *boot, const char *name);
/* queue_stays: remembers that `name` stays in script-bin, and is settled. */
int queue_stays(struct boot *boot, const char *name);

#endif
