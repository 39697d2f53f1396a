/* SPDX-License-Identifier: MIT */
#include "init/job/attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/clock.h"
#include "init/base/sys.h"
#include "init/job/contain.h"
#include "init/job/note.h"
#include "init/machine/script_root.h"
#include "init/out/ballast.h"
#include "init/process/cgroup.h"
#include "init/process/leftover.h"
#include "init/process/spawn.h"
#include "init/process/supervise.h"

static int open_stream(struct attempt *attempt, const char *name, uint64_t cap,
		       struct capture *capture, int *ret_end)
{
	/* An attempt before may have left one. */
	int err, file = sys_open_file(attempt->dir, name,
				      O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0)
		return file;
	err = capture_open(capture, file, cap, ret_end);
	if (err < 0)
		(void)close(file); /* nothing was written */
	return err;
}

static void fill_usage(struct record *record, const struct supervised *end)
{
	record->outcome = end->outcome;
	record->wall_us = end->wall_us;
	record->source = USAGE_WAIT4;
	record->cpu_user_us = end->cpu_user_us;
	record->cpu_system_us = end->cpu_system_us;
	record->memory_peak_kib = end->memory_peak_kib;
}

/* What the cgroup knows is of all its processes, also of those that nobody
 * has waited for. */
static void fill_cgroup_usage(struct record *record,
			      const struct supervised *end, int cgroup)
{
	struct cgroup_usage usage = { 0 };

	if (cgroup_read(cgroup, &usage) == 0) {
		record->source = USAGE_CGROUP;
		record->cpu_user_us = usage.cpu_user_us;
		record->cpu_system_us = usage.cpu_system_us;
		record->memory_peak_kib = usage.memory_peak_kib;
		record->pids_peak = usage.pids_peak;
	}
	if (end->told && !(usage.out_of_memory &&
			   record->outcome.end == SCRIPT_SIGNALED &&
			   record->outcome.number == SIGKILL))
		return;
	record->outcome = (struct outcome){
		.end = usage.out_of_memory ? SCRIPT_OUT_OF_MEMORY :
					     SCRIPT_SIGNALED,
		.number = usage.out_of_memory ? 0 : SIGKILL,
	};
}

static int could_not_start(struct boot *boot, struct attempt *attempt, int err,
			   enum spawn_fault fault)
{
	uint64_t deadline_ns = clock_passed_ns() + STUCK_SECONDS * second_ns;

	if (fault == SPAWN_CONTAIN)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "contain script", err);
	attempt->record.outcome = (struct outcome){
		SCRIPT_COULD_NOT_START, (uint32_t)-err, false
	};
	/* Nobody is left who could write. */
	if (!capture_finish(&attempt->output, deadline_ns) ||
	    !capture_finish(&attempt->errors, deadline_ns))
		return boot_fail(boot, VERDICT_STUCK, attempt->record.script,
				 "did not start, and its output has no end");
	return 0;
}

static int watch(struct boot *boot, struct attempt *attempt,
		 struct supervision *supervision)
{
	const uint64_t *values = boot->options.values;
	struct supervised end = { 0 };
	int err;

	supervision->timeout_ns = values[OPTION_TIMEOUT] * second_ns;
	supervision->deadline_ns = boot->deadline_ns;
	supervision->grace_ns = values[OPTION_GRACE] * second_ns;
	supervision->output = &attempt->output;
	supervision->errors = &attempt->errors;
	err = supervise_script(supervision, &end);
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "watch script", err);
	fill_usage(&attempt->record, &end);
	if (supervision->cgroup >= 0)
		fill_cgroup_usage(&attempt->record, &end, supervision->cgroup);
	/* Its own end is known all the same, and gets its record. */
	if (end.stuck)
		(void)boot_fail(boot, VERDICT_STUCK, attempt->record.script,
				end.stuck);
	return 0;
}

static void release(struct attempt *attempt)
{
	capture_release(&attempt->output);
	capture_release(&attempt->errors);
}

/* Runs what was taken in `cgroup`; `ends` are the script's ends of its
 * pipes. */
static int run_in(struct boot *boot, struct attempt *attempt, const int ends[2],
		  int cgroup)
{
	const struct options *options = &boot->options;
	bool contained = options->values[OPTION_PRIVILEGE] ==
			 PRIVILEGE_CONTAINED;
	const struct jail jail = {
		.tmp_bytes = contain_tmp_bytes(boot),
		.has_data = boot->disks.data,
	};
	const struct spawn spawn = {
		.argv = attempt->environment.argv,
		.envp = attempt->environment.envp,
		.directory = options_workdir(options), .output = ends[0], .errors = ends[1],
		.cgroup = cgroup, .jail = contained ? &jail : NULL,
		.root = boot->disks.root ? SCRIPT_ROOT : NULL,
		.user = options->user_origin ? &boot->user : NULL,
		.deadline_ns = boot->deadline_ns + STUCK_SECONDS * second_ns,
	};
	struct supervision supervision = {
		.watchdog = &boot->watchdog, .disks = &boot->traffic,
		.cgroup = cgroup, .contained = contained,
		.started_ns = clock_passed_ns(),
		.files = boot->counts_files ? leftover_files() : UINT64_MAX,
	};
	enum spawn_fault fault;
	int failed, err;

	attempt->record.started_s = (uint64_t)time(NULL);
	err = spawn_start(&spawn, &supervision.spawned, &fault);
	release(attempt);
	if (err < 0)
		return could_not_start(boot, attempt, err, fault);
	failed = watch(boot, attempt, &supervision);
	(void)close(supervision.spawned.end); /* a pipe's reading end */
	return failed;
}

static int run_taken(struct boot *boot, struct attempt *attempt,
		     const int ends[2])
{
	int failed, err, cgroup = contain_cgroup(boot);

	if (cgroup == -ENOENT)
		return run_in(boot, attempt, ends, -1);
	if (cgroup < 0) {
		release(attempt);
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "make cgroup", cgroup);
	}
	failed = run_in(boot, attempt, ends, cgroup);
	err = cgroup_remove(cgroup);
	if (err < 0 && failed == 0)
		(void)boot_fail_errno(boot, VERDICT_STUCK, "remove cgroup",
				      err);
	return failed;
}

/* The rest of the output; room is made for it where the disk is full. */
static int close_streams(struct boot *boot, struct attempt *attempt)
{
	int err = 0, later;

	if (attempt->output.full || attempt->errors.full)
		err = ballast_release(boot->out.fd);
	later = capture_close(&attempt->output, &attempt->record.output);
	err = err ? err : later;
	later = capture_close(&attempt->errors, &attempt->record.errors);
	err = err ? err : later;
	return err < 0 ? boot_fail_io(boot, "write output", err) : 0;
}

int attempt_run(struct boot *boot, struct attempt *attempt)
{
	uint64_t cap = boot->options.values[OPTION_OUTPUT_CAP];
	int ends[2], failed, err;

	err = open_stream(attempt, TREE_STDOUT, cap, &attempt->output,
			  &ends[0]);
	if (err < 0)
		return boot_fail_io(boot, "open stdout", err);
	err = open_stream(attempt, TREE_STDERR, cap, &attempt->errors,
			  &ends[1]);
	if (err < 0) {
		capture_release(&attempt->output);
		(void)capture_close(&attempt->output, &attempt->record.output);
		return boot_fail_io(boot, "open stderr", err);
	}
	failed = run_taken(boot, attempt, ends);
	note_start(boot, attempt->script, &attempt->record);
	return close_streams(boot, attempt) < 0 ? -1 : failed;
}
