/* SPDX-License-Identifier: MIT */
#include "drain.h"

#include <errno.h>

#include "commit.h"
#include "progress.h"
#include "queue.h"
#include "script.h"
#include "sys.h"

static int refuse(struct boot *boot, const struct next_script *script)
{
	static const char links[] = "a symbolic link: copy the file itself";
	static const char modes[] = "not an executable file: chmod +x, or "
		"begin its name with a dot";
	const struct outcome outcome = {
		SCRIPT_COULD_NOT_START, (uint32_t)-script->blocked, false
	};

	if (queue_stays(boot, script->name) < 0)
		return -1;
	return script_remark(boot, script->name, outcome,
			     script->blocked == -ELOOP ? links :
			     script->blocked == -EACCES ? modes : "");
}

/* Whether the job goes on behind what has been recorded so far. */
static bool goes_on(struct boot *boot)
{
	bool stop = boot->options.values[OPTION_ON_FAILURE] ==
		    ON_FAILURE_STOP;

	if (sys_clock_ns() >= boot->deadline_ns) {
		(void)boot_fail(boot, VERDICT_DEADLINE, "job",
				"its deadline came");
		return false;
	}
	return !(stop && boot->status.failed > 0);
}

static int run_all(struct boot *boot)
{
	struct next_script script;
	int found;

	/* First whether there is one: a deadline cuts nothing off a job that
	 * has no more to do. */
	while ((found = queue_next(boot, &script)) > 0 && goes_on(boot)) {
		int err = script.blocked ? refuse(boot, &script) :
				       script_run(boot, script.name);
		if (err < 0)
			return -1;
	}
	return found < 0 ? -1 : 0;
}

/* Every script of the plan gets a record: what has none yet was withdrawn by
 * another script, or did not get its turn; and what was queued later and did
 * not get its turn either has one too. */
static int account(struct boot *boot)
{
	const struct outcome not_run = { .end = SCRIPT_NOT_RUN };
	const struct outcome withdrawn = { .end = SCRIPT_WITHDRAWN };
	struct next_script script;
	int found;

	while ((found = queue_next(boot, &script)) > 0)
		if (queue_stays(boot, script.name) < 0 ||
		    script_remark(boot, script.name, not_run, "") < 0)
			return -1;
	for (size_t i = 0; i < boot->plan.planned; i++) {
		struct plan_entry *entry = &boot->plan.entries[i];

		if (!entry->recorded &&
		    script_remark(boot, boot->plan.pool + entry->name,
				  withdrawn, "") < 0)
			return -1;
	}
	return found < 0 ? -1 : commit_flush(boot);
}

int drain(struct boot *boot)
{
	struct status *status = &boot->status;

	if (queue_plan(boot) < 0 || commit_plan(boot) < 0)
		return -1;
	progress_plan(boot->plan.planned);
	/* The deadline is the one end that still accounts for the rest: the
	 * disk is well, and there is nothing wrong with the queue. */
	if (run_all(boot) < 0 && status->verdict != VERDICT_DEADLINE)
		return -1;
	if (account(boot) < 0 || boot->failed)
		return -1;
	status->verdict = status->scripts == 0 ? VERDICT_NOTHING_TO_RUN :
			  status->failed > 0 ? VERDICT_DONE_WITH_FAILURES :
					       VERDICT_DONE;
	return 0;
}
