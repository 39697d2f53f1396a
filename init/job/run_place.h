/* SPDX-License-Identifier: MIT */
/* run_place: the folder script-run of /app, beside script-bin, to which the
 * script that runs has been moved; so script-bin shrinks at once, and
 * `dirname $0`/.. is still the app.  It is hostile input: what is there beside
 * the taken script, scripts have put there. */
#ifndef GVA_INIT_JOB_RUN_PLACE_H
#define GVA_INIT_JOB_RUN_PLACE_H

#include "init/machine/boot.h"

/* run_place_is_there: before a job begins, it must not. */
bool run_place_is_there(const struct boot *boot);
/* run_place_take (step): moves a script of script-bin here; what was here goes
 * out of its way before.  Nothing runs between listing and taking, so that the
 * script is still there.  Verdict limit: a script has put something in the way
 * that does not move. */
int run_place_take(struct boot *boot, const char *name);
/* run_place_open: a descriptor of the script; -errno. */
int run_place_open(struct boot *boot, const char *name);
enum place { PLACE_GONE, PLACE_RUN, PLACE_BIN };
/* run_place_find: where the script is that an earlier boot began; a place, or
 * -errno. */
int run_place_find(struct boot *boot, const char *name);
/* run_place_put_back: a script that was taken but not begun is queued again:
 * the one here whose result would have this name, if any; -errno. */
int run_place_put_back(struct boot *boot, uint64_t sequence,
		       const char *result);
/* run_place_remove: removes a script that has its record; what a script did to
 * this place is no error.  -errno. */
int run_place_remove(struct boot *boot, const char *name);

#endif
