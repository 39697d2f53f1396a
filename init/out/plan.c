/* SPDX-License-Identifier: MIT */
#include "init/out/plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int plan_add(struct plan *plan, const char *name)
{
	size_t size = strlen(name) + 1;
	struct plan_entry *entry = &plan->entries[plan->count];

	if (plan->count == SCRIPTS_MAX ||
	    size > PLAN_POOL_SIZE - plan->pool_used)
		return -ENOSPC;
	memcpy(plan->pool + plan->pool_used, name, size);
	*entry = (struct plan_entry){ .name = (uint32_t)plan->pool_used };
	plan->pool_used += size;
	plan->count++;
	return 0;
}

const char *plan_name(const struct plan *plan, const struct plan_entry *entry)
{
	return plan->pool + entry->name;
}

static int compare(const void *one, const void *other, void *plan)
{
	return strcmp(plan_name(plan, one), plan_name(plan, other));
}

void plan_close(struct plan *plan)
{
	qsort_r(plan->entries, plan->count, sizeof(plan->entries[0]), compare,
		plan);
	plan->planned = plan->count;
}

/* The first of the sorted entries from `low` to `high` that is not before the
 * name; `high` when there is none. */
static size_t place_of(const struct plan *plan, size_t low, size_t high,
		       const char *name)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(plan_name(plan, &plan->entries[middle]), name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_at(const struct plan *plan, size_t at, size_t end,
		  const char *name)
{
	return at < end &&
	       strcmp(plan_name(plan, &plan->entries[at]), name) == 0;
}

struct plan_entry *plan_find(struct plan *plan, const char *name)
{
	size_t at = place_of(plan, 0, plan->planned, name);

	if (is_at(plan, at, plan->planned, name))
		return &plan->entries[at];
	at = place_of(plan, plan->planned, plan->count, name);
	return is_at(plan, at, plan->count, name) ? &plan->entries[at] : NULL;
}

struct plan_entry *plan_insert(struct plan *plan, const char *name)
{
	size_t at = place_of(plan, plan->planned, plan->count, name);
	struct plan_entry *entry = &plan->entries[at], last;

	if (plan_add(plan, name) < 0)
		return NULL;
	last = plan->entries[plan->count - 1];
	memmove(entry + 1, entry, (plan->count - 1 - at) * sizeof(*entry));
	*entry = last;
	return entry;
}

int plan_take(struct plan *plan, struct span bytes)
{
	char name[SCRIPT_NAME_MAX + 1];
	struct span rest;
	int err = plan_file_open(bytes, &rest);

	while (err == 0 && (err = plan_file_take(&rest, name)) > 0)
		err = plan_add(plan, name);
	if (err < 0) {
		plan->count = 0;
		plan->pool_used = 0;
		return -EBADMSG;
	}
	plan_close(plan);
	return 0;
}
