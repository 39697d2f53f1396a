/* SPDX-License-Identifier: MIT */
/* plan: the names of the first listing of script-bin, and which of them are
 * settled.  plan_disk.h keeps it. */
#ifndef GVA_INIT_OUT_PLAN_H
#define GVA_INIT_OUT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/plan_file.h"

/* A script of the first listing, or one that stays in script-bin. */
struct plan_entry {
	uint32_t name; /* offset into the pool */
	bool recorded;
	bool stays; /* in script-bin: it cannot be run */
	bool waits; /* there, at the end of the job: queue_mark_waiting() */
};

struct plan {
	struct plan_entry entries[SCRIPTS_MAX];
	size_t count;
	/* The first so many are of the first listing; these and those after
	 * them are sorted each. */
	size_t planned;
	char pool[PLAN_POOL_SIZE];
	size_t pool_used;
};

/* plan_add: a name of the first listing.  -ENOSPC: the plan is full. */
int plan_add(struct plan *plan, const char *name);
/* plan_close: the first listing is complete. */
void plan_close(struct plan *plan);
/* plan_insert: a name that came later, and is not there yet; NULL: the plan is
 * full.  Moves entries that came later. */
struct plan_entry *plan_insert(struct plan *plan, const char *name);
const char *plan_name(const struct plan *plan, const struct plan_entry *entry);
/* plan_find: NULL when the plan has no such name. */
struct plan_entry *plan_find(struct plan *plan, const char *name);
/* plan_take: the names of a file `plan` (contract/plan_file.h) into an empty
 * plan.  -EBADMSG: it is torn, and the plan is empty again. */
int plan_take(struct plan *plan, struct span bytes);

#endif
