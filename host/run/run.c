/* SPDX-License-Identifier: MIT */
/* run: `gva run`, told in order. */
#include "host/run/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "host/base/clock.h"
#include "host/base/limits.h"
#include "host/base/say.h"
#include "host/base/signals.h"
#include "host/machine/vm_run.h"
#include "host/machine/vm_tools.h"
#include "host/run/dir.h"
#include "host/run/images.h"
#include "host/run/json.h"
#include "host/run/passthrough.h"
#include "host/run/prepare.h"
#include "host/run/read.h"
#include "host/run/report.h"
#include "host/run/summary.h"

struct run {
	struct request *request;
	struct run_dir dir;   /* for the results */
	struct run_out out;   /* the image that they come from */
	struct vm vm;         /* the machine that makes them */
	struct report report;
};

static int prepare(struct run *run)
{
	const struct request *request = run->request;
	struct vm *vm = &run->vm;
	int status = run_prepare(run->request);

	if (status)
		return status;
	vm->wish = request->wish;
	vm->quiet = request->quiet || request->passthrough;
	return vm_prepare(vm);
}

static int write_json(const struct run *run, const char *name)
{
	char path[PATH_MAX];
	int err = run_dir_path(&run->dir, name, path);

	return err < 0 ? err : run_json(run->request, &run->vm, &run->report,
					path);
}

/* What a killed gva leaves says whose it is, and that it is not finished. */
static int take_dir(struct run *run)
{
	int err = run_dir_take(&run->dir, run->request);

	if (err)
		return err; /* an exit status */
	run->report.ending = ENDING_NO_VERDICT;
	run->report.exit_status = EXIT_NOT_FINISHED;
	err = write_json(run, RUN_MARK);
	if (err < 0)
		return fail(exit_of_error(err), "write %s/%s: %s",
			    run->dir.path, RUN_MARK, strerror(-err));
	run->dir.marked = true;
	return 0;
}

/* A signal that came while there was no machine to stop. */
static int check_signals(const struct run *run)
{
	struct signalfd_siginfo info;
	char word[32];

	if (read(run->vm.signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	signals_word((int)info.ssi_signo, word, sizeof(word));
	return fail(exit_of_signal((int)info.ssi_signo),
		    "run: stopped by %s before the machine was started", word);
}

static int add_tools(struct run *run)
{
	char path[PATH_MAX];

	if (run_dir_path(&run->dir, RUN_INITRD, path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    RUN_INITRD);
	return vm_add_tools(&run->vm, path);
}

static int pack(struct run *run)
{
	uint64_t start = clock_ns();
	int status = run_images(run->request, &run->dir, &run->out,
				&run->vm.drives);

	/* What was begun may have to be repaired first. */
	if (status == 0 && run->out.resuming)
		status = add_tools(run);
	run->report.stage_ns[STAGE_PACK] = clock_ns() - start;
	return status ? status : check_signals(run);
}

static int start(struct run *run)
{
	const struct request *request = run->request;
	struct vm *vm = &run->vm;
	int status;

	vm->job = request->options.job;
	vm->words = &request->words;
	vm->deadline_s = request->options.values[OPTION_DEADLINE];
	vm->out_image = run->out.path;
	vm->boots_before = run->out.boots_before;
	vm->marks_boot = true;
	if (run_dir_path(&run->dir, RUN_CONSOLE, vm->console_path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    RUN_CONSOLE);
	status = vm_run(vm);
	run->report.stage_ns[STAGE_MACHINE] = vm->took_ns;
	return status;
}

/* The out image, where it is not the user's. */
static void drop_out(const struct run *run)
{
	if (run->out.own)
		run_dir_remove(&run->dir, RUN_OUT_IMAGE);
}

static void tell_kept(const struct run *run)
{
	const struct report *report = &run->report;

	say("the out image is kept: %s", run->out.path);
	if (run->vm.end.signal || report->ending != ENDING_VERDICT)
		say("`gva results %s DIR` copies what is on it%s",
		    run->out.path, run->out.keep ?
		    "; the same command goes on with the job" : "");
}

/* The exit status is decided before it is written down, and is the one that is
 * exited with: a reader of stdout that is gone changes nothing. */
static int tell(struct run *run)
{
	struct report *report = &run->report;
	bool whole = report->image_end.read_whole &&
		     report->ending != ENDING_RECORDS_MISSING;
	bool passthrough = run->request->passthrough, kept;
	int signo = run->vm.end.signal, err, told;

	if (passthrough)
		report->exit_status = run_passthrough_status(report, signo);
	err = write_json(run, RUN_JSON);
	if (err < 0) {
		say("write run.json in %s: %s", run->dir.path, strerror(-err));
		report->exit_status = passthrough ? EXIT_PASSTHROUGH_FAILED :
						 EXIT_HOST_FAILED;
	}
	/* Without it the run is unfinished for who gives the command again. */
	run->dir.unfinished = err < 0;
	kept = err < 0 || !whole;
	if (!kept)
		drop_out(run);
	run_dir_close(&run->dir);
	/* Until here a signal waits: what came of the job is written down.
	 * Streams that are cut are no success of --passthrough. */
	signals_release(passthrough ? EXIT_PASSTHROUGH_FAILED :
				      report->exit_status);
	told = passthrough ?
		run_passthrough(report, signo, run->dir.path) :
		run_summary(&run->out, &run->vm, report, run->dir.path);
	if (told < 0 && told != -EPIPE) /* who stops reading knows that */
		say("write to stdout: %s", strerror(-told));
	/* The streams are what --passthrough is for. */
	if (told < 0 && told != -EPIPE && passthrough) {
		report->exit_status = EXIT_PASSTHROUGH_FAILED;
		(void)write_json(run, RUN_JSON); /* told above */
	}
	if (report->unread[0])
		say("%s", report->unread);
	if (kept)
		tell_kept(run);
	return report->exit_status;
}

/* They may be what this host lacks. */
static void tell_limits(void)
{
	char bytes[512];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	limits_put(&text);
	if (text.length > 0)
		say("limits of this process: %s", bytes);
}

/* Of what this run made, all that is of no use without a machine. */
static void drop_all(const struct run *run)
{
	const struct run_out *out = &run->out;

	drop_out(run);
	if (out->made && unlink(out->path) < 0 && errno != ENOENT)
		say("remove %s: %s", out->path, strerror(errno));
	if (run->vm.made_console)
		run_dir_remove(&run->dir, RUN_CONSOLE);
}

static enum ending ending_without_machine(int status)
{
	return status == EXIT_INTERRUPTED ? ENDING_INTERRUPTED :
	       status == EXIT_TERMINATED ? ENDING_TERMINATED :
	       status == EXIT_NOT_FINISHED ? ENDING_IMAGE_BUSY :
					     ENDING_HOST_FAILED;
}

/* No machine ran to its end.  A mistake leaves nothing, so that the command
 * can be given anew; all else is written down, as far as there is a folder. */
static int give_up(struct run *run, int status)
{
	bool passthrough = run->request->passthrough;
	struct report *report = &run->report;
	struct run_dir *dir = &run->dir;

	if (status == EXIT_HOST_FAILED)
		tell_limits();
	(void)snprintf(report->reason, sizeof(report->reason), "%s",
		       failure());
	if (status != EXIT_BAD_USE && !dir->path[0])
		(void)take_dir(run); /* else there is no place for it */
	report->exit_status = passthrough && status < EXIT_INTERRUPTED ?
		EXIT_PASSTHROUGH_FAILED : status;
	report->ended = time(NULL);
	report->ending = ending_without_machine(status);
	if (status == EXIT_BAD_USE || !dir->took ||
	    write_json(run, RUN_JSON) < 0) {
		if (dir->took)
			drop_all(run);
		run_dir_undo(dir);
		return report->exit_status;
	}
	if (!run->vm.started)
		drop_all(run);
	run_dir_close(dir);
	return report->exit_status;
}

static int run_stages(struct run *run)
{
	int status = prepare(run);

	if (status == 0)
		status = take_dir(run);
	if (status == 0)
		status = pack(run);
	if (status == 0 && !run->out.finished)
		status = start(run);
	vm_end_asked(&run->vm);
	if (status)
		return give_up(run, status);
	run_read_back(&run->out, &run->vm, run->dir.path, &run->report);
	return tell(run);
}

int run_job(struct request *request)
{
	struct run *run = calloc(1, sizeof(*run));
	int status;

	if (!run)
		return fail(EXIT_HOST_FAILED, "run: out of memory");
	run->request = request;
	run->report.started = time(NULL);
	run->vm.signals = signals_catch();
	if (run->vm.signals < 0)
		status = fail(EXIT_HOST_FAILED, "catch signals: %s",
			      strerror(-run->vm.signals));
	else
		status = run_stages(run);
	run_out_close(&run->out);
	results_free(&run->report.results);
	vm_close(&run->vm);
	free(run);
	return status;
}
