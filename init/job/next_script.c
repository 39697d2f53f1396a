/* SPDX-License-Identifier: MIT */
#include "init/job/next_script.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "contract/program.h"

void next_script_offer(struct next_script *next, struct plan *plan,
		       const char *name)
{
	const struct plan_entry *entry;

	if (next->name[0] && strcmp(name, next->name) >= 0)
		return;
	entry = plan_find(plan, name);
	if (entry && entry->stays)
		return;
	/* NAME_MAX of every file system fits. */
	memcpy(next->name, name, strlen(name) + 1);
}

void next_script_judge(struct next_script *next, mode_t mode)
{
	next->blocked = 0;
	next->why = "";
	if (S_ISREG(mode) && mode & 0111)
		return;
	next->blocked = S_ISLNK(mode) ? -ELOOP : -EACCES;
	next->why = program_refusal(S_ISLNK(mode), S_ISDIR(mode));
}
