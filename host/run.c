/* SPDX-License-Identifier: MIT */
/* run: `gva run`, told in order. */
#include "host/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/commands.h"
#include "host/limits.h"
#include "host/say.h"
#include "host/signals.h"
#include "host/usage.h"

/* A signal that came while there was no machine to stop. */
static int check_signals(const struct run *run)
{
	struct signalfd_siginfo info;
	char word[32];

	if (read(run->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	signals_word((int)info.ssi_signo, word, sizeof(word));
	return fail(exit_of_signal((int)info.ssi_signo),
		    "run: stopped by %s before the machine was started", word);
}

static int pack(struct run *run)
{
	uint64_t start = clock_ns();
	int status = run_images(run);

	run->stage_ns[STAGE_PACK] = clock_ns() - start;
	return status ? status : check_signals(run);
}

static void tell_kept(const struct run *run)
{
	say("the out image is kept: %s", run->out_image);
	if (run->machine_end.signal || run->ending != ENDING_VERDICT)
		say("`gva results %s DIR` copies what is on it%s",
		    run->out_image, run->keep_out ?
		    "; the same command goes on with the job" : "");
}

/* The exit status is decided before it is written down, and is the one that is
 * exited with: a reader of stdout that is gone changes nothing. */
static int report(struct run *run)
{
	bool whole = run->image_end.read_whole &&
		     run->ending != ENDING_RECORDS_MISSING;
	bool passthrough = run->request.passthrough, kept;
	int err, tell;

	if (passthrough)
		run->exit_status = run_passthrough_status(run);
	err = run_json(run, RUN_JSON);
	if (err < 0) {
		say("write run.json in %s: %s", run->dir, strerror(-err));
		run->exit_status = passthrough ? EXIT_PASSTHROUGH_FAILED :
						 EXIT_HOST_FAILED;
	}
	/* Without it the run is unfinished for who gives the command again. */
	run->unfinished = err < 0;
	kept = err < 0 || !whole;
	if (!kept)
		run_dir_drop_out(run);
	run_dir_close(run);
	/* Until here a signal waits: what came of the job is written down.
	 * Streams that are cut are no success of --passthrough. */
	signals_release(passthrough ? EXIT_PASSTHROUGH_FAILED :
				      run->exit_status);
	tell = passthrough ? run_passthrough(run) : run_summary(run);
	if (tell < 0 && tell != -EPIPE) /* who stops reading knows that */
		say("write to stdout: %s", strerror(-tell));
	/* The streams are what --passthrough is for. */
	if (tell < 0 && tell != -EPIPE && passthrough) {
		run->exit_status = EXIT_PASSTHROUGH_FAILED;
		(void)run_json(run, RUN_JSON); /* told above */
	}
	if (run->unread[0])
		say("%s", run->unread);
	if (kept)
		tell_kept(run);
	return run->exit_status;
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

/* No machine ran to its end.  A mistake leaves nothing, so that the command
 * can be given anew; all else is written down, as far as there is a folder. */
static int give_up(struct run *run, int status)
{
	bool passthrough = run->request.passthrough;

	if (status == EXIT_HOST_FAILED)
		tell_limits();
	(void)snprintf(run->reason, sizeof(run->reason), "%s", failure());
	if (status != EXIT_BAD_USE && !run->dir[0] && run->job[0])
		(void)run_dir_take(run); /* else there is no place for it */
	run->exit_status = passthrough && status < EXIT_INTERRUPTED ?
		EXIT_PASSTHROUGH_FAILED : status;
	run->ended = time(NULL);
	run->ending = status == EXIT_INTERRUPTED ? ENDING_INTERRUPTED :
		      status == EXIT_TERMINATED ? ENDING_TERMINATED :
		      status == EXIT_NOT_FINISHED ? ENDING_IMAGE_BUSY :
						    ENDING_HOST_FAILED;
	if (status == EXIT_BAD_USE || !run->took_dir ||
	    run_json(run, RUN_JSON) < 0) {
		run_dir_undo(run);
		return run->exit_status;
	}
	if (!run->started_machine)
		run_dir_empty(run);
	run_dir_close(run);
	return run->exit_status;
}

static void end_asked(struct run *run)
{
	if (!run->asking)
		return; /* no error came before its answers */
	qemu_process_kill(&run->asked);
	(void)qemu_process_wait(&run->asked, 10, NULL);
	qemu_process_close(&run->asked);
}

static int run_stages(struct run *run)
{
	int status = run_prepare(run);

	if (status == 0)
		status = run_dir_take(run);
	if (status == 0)
		status = pack(run);
	if (status == 0 && !run->finished)
		status = run_machine(run);
	end_asked(run);
	if (status)
		return give_up(run, status);
	run_read_back(run);
	return report(run);
}

int command_run(int argc, char **argv)
{
	struct run *run = calloc(1, sizeof(*run));
	int status;

	if (!run)
		return fail(EXIT_HOST_FAILED, "run: out of memory");
	run->started = time(NULL);
	status = request_parse(&run->request, argc, argv);
	if (status == 0 && run->request.help)
		status = usage_help(request_help);
	else if (status == 0 && (run->signals = signals_catch()) < 0)
		status = fail(EXIT_HOST_FAILED, "catch signals: %s",
			      strerror(-run->signals));
	else if (status == 0)
		status = run_stages(run);
	if (run->out_fd > 0)
		(void)close(run->out_fd); /* opened for reading */
	results_free(&run->results);
	arguments_free(&run->argv);
	free(run);
	return status;
}
