/* SPDX-License-Identifier: MIT */
#include "init/drain.h"


#include "init/commit.h"
#include "init/progress.h"
#include "init/queue.h"
#include "init/resume.h"
#include "init/script.h"
#include "init/sys.h"

static int refuse(struct boot *boot, const struct next_script *script)
{
	const struct outcome outcome = {
		SCRIPT_COULD_NOT_START, (uint32_t)-script->blocked, false
	};

	if (queue_stays(boot, script->name) < 0)
		return -1;
	return script_remark(boot, script->name, outcome, script->why);
}

static int out_of_time(struct boot *boot)
{
	return boot_fail(boot, VERDICT_DEADLINE, "job", "its deadline came");
}

/* Whether the job goes on behind what has been recorded so far. */
static bool goes_on(struct boot *boot)
{
	bool stop = boot->options.values[OPTION_ON_FAILURE] ==
		    ON_FAILURE_STOP;

	if (sys_clock_ns() >= boot->deadline_ns) {
		(void)out_of_time(boot);
		return false;
	}
	return !(stop && boot->status.failed + boot->untold.failed > 0);
}

static int run_all(struct boot *boot)
{
	struct next_script script;
	int found;

	/* First whether there is one: a deadline cuts nothing off a job that
	 * has no more to do. */
	while ((found = queue_next(boot, &script)) > 0 && goes_on(boot)) {
		int err = script.blocked ? refuse(boot, &script) :
				       script_run(boot, script.name, 1);
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
	const struct plan *plan = &boot->plan;

	if (queue_mark_waiting(boot) < 0)
		return -1;
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_entry *entry = &plan->entries[i];
		bool waits = entry->waits && !entry->stays;

		if ((waits || !entry->recorded) &&
		    script_remark(boot, plan_name(plan, entry),
				  waits ? not_run : withdrawn, "") < 0)
			return -1;
	}
	return commit_flush(boot);
}

/* The script below which the machine ended: tried again, or given up. */
static int finish_taken(struct boot *boot)
{
	const struct earlier *earlier = &boot->earlier;
	const uint64_t *values = boot->options.values;

	if (earlier->attempts == 0)
		return 0;
	if (values[OPTION_RETRY] == RETRY_FAIL || earlier->gone)
		return script_cut(boot, earlier->taken, earlier->attempts,
				  SCRIPT_INTERRUPTED);
	if (earlier->attempts >= values[OPTION_ATTEMPTS])
		return script_cut(boot, earlier->taken, earlier->attempts,
				  SCRIPT_GAVE_UP);
	return script_run(boot, earlier->taken, earlier->attempts + 1);
}

static int begin(struct boot *boot)
{
	if (resume_job(boot) < 0)
		return -1;
	if (!boot->earlier.began &&
	    (queue_plan(boot) < 0 || commit_start(boot) < 0))
		return -1;
	boot->status.planned = boot->plan.planned;
	if (boot->earlier.began)
		progress_resume(boot->earlier.records, boot->plan.planned);
	else
		progress_plan(boot->plan.planned);
	return 0;
}

int drain(struct boot *boot)
{
	struct status *status = &boot->status;
	bool ran, late;

	if (begin(boot) < 0)
		return -1;
	ran = finish_taken(boot) == 0 && run_all(boot) == 0;
	/* The deadline is the one end that still accounts for the rest: the
	 * disk is well, and there is nothing wrong with the queue. */
	late = boot->failed && status->verdict == VERDICT_DEADLINE;
	if (!ran && !late) {
		if (status->verdict != VERDICT_IO_ERROR)
			(void)commit_flush(boot);
		return -1;
	}
	boot->failed = false; /* accounting may have an end of its own */
	if (account(boot) < 0)
		return -1;
	if (late)
		return out_of_time(boot);
	status->verdict = status->scripts == 0 ? VERDICT_NOTHING_TO_RUN :
			  status->failed > 0 ? VERDICT_DONE_WITH_FAILURES :
					       VERDICT_DONE;
	return 0;
}
