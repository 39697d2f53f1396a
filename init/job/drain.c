/* SPDX-License-Identifier: MIT */
#include "init/job/drain.h"


#include "init/base/clock.h"
#include "init/job/queue.h"
#include "init/job/resume.h"
#include "init/job/script.h"
#include "init/out/commit.h"
#include "init/out/progress.h"

static int refuse(struct boot *boot, const struct next_script *script)
{
	const struct outcome outcome = {
		SCRIPT_COULD_NOT_START, (uint32_t)-script->blocked, false
	};

	if (queue_stays(boot, script->name) < 0)
		return -1;
	return script_remark(boot, script->name, outcome, script->why);
}

/* Whether the job goes on after what has been recorded so far. */
static bool goes_on(struct boot *boot)
{
	bool stop = boot->options.values[OPTION_ON_FAILURE] ==
		    ON_FAILURE_STOP;
	uint64_t failed = boot->ending.status.failed +
			  boot->out.untold.failed;

	if (clock_passed_ns() >= boot->deadline_ns) {
		(void)ending_late(&boot->ending);
		return false;
	}
	return !(stop && failed > 0);
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
	return commit_flush(&boot->out);
}

/* The script that ran when the machine ended: tried again, or given up. */
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
	    (queue_plan(boot) < 0 ||
	     commit_start(&boot->out, &boot->plan, &boot->identity) < 0))
		return -1;
	boot->ending.status.planned = boot->plan.planned;
	if (boot->earlier.began)
		progress_resume(boot->earlier.records, boot->plan.planned);
	else
		progress_plan(boot->plan.planned);
	return 0;
}

int drain(struct boot *boot)
{
	struct status *status = &boot->ending.status;
	bool ran, late;

	if (begin(boot) < 0)
		return -1;
	ran = finish_taken(boot) == 0 && run_all(boot) == 0;
	/* The deadline is the one end that still accounts for the rest: the
	 * disk is well, and there is nothing wrong with the queue. */
	late = boot->ending.standing == ENDING_LATE;
	if (!ran && !late) {
		if (status->verdict != VERDICT_IO_ERROR)
			(void)commit_flush(&boot->out);
		return -1;
	}
	if (account(boot) < 0)
		return -1;
	if (late)
		return ending_settle(&boot->ending);
	status->verdict = status->scripts == 0 ? VERDICT_NOTHING_TO_RUN :
			  status->failed > 0 ? VERDICT_DONE_WITH_FAILURES :
					       VERDICT_DONE;
	return 0;
}
