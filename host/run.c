/* SPDX-License-Identifier: MIT */
/* run: `gva run`, told in order. */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "commands.h"
#include "file.h"
#include "signals.h"
#include "usage.h"

/* A signal that came while there was no machine to stop. */
static int check_signals(const struct run *run)
{
	struct signalfd_siginfo info;
	char word[32];

	if (read(run->signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return 0;
	signals_word((int)info.ssi_signo, word, sizeof(word));
	return fail((enum exit_status)signals_exit((int)info.ssi_signo),
		    "run: stopped by %s before the machine was started", word);
}

static void remove_file(const struct run *run, const char *name)
{
	char path[PATH_MAX];

	if (run_path(run, name, path) == 0 && unlink(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
}

void run_remove_work(const struct run *run)
{
	char path[PATH_MAX];

	remove_file(run, RUN_WORK "/app.img");
	remove_file(run, RUN_WORK "/data.img");
	remove_file(run, RUN_WORK "/initramfs.cpio");
	if (run_path(run, RUN_WORK, path) == 0 && rmdir(path) < 0 &&
	    errno != ENOENT)
		say("remove %s: %s", path, strerror(errno));
}

/* Before there was a machine nothing of ours is worth keeping. */
static void undo(const struct run *run)
{
	if (!run->made_dir)
		return;
	run_remove_work(run);
	if (!run->keep_out)
		remove_file(run, RUN_OUT_IMAGE);
	remove_file(run, RUN_CONSOLE);
	if (rmdir(run->dir) < 0)
		say("remove %s: %s", run->dir, strerror(errno));
}

static int pack(struct run *run)
{
	uint64_t start = clock_ns();
	int status = run_images(run);

	run->stage_ns[STAGE_PACK] = clock_ns() - start;
	return status ? status : check_signals(run);
}

/* Writes down what came of it; the exit status is that of the run, unless
 * that cannot be told. */
static int report(struct run *run)
{
	bool whole = run->image_end.read_whole &&
		     run->ending != ENDING_RECORDS_MISSING;
	int err = run_json(run);

	if (err == 0)
		err = run->request.passthrough ? 0 : run_summary(run);
	if (run->unread[0])
		say("%s", run->unread);
	if (err < 0)
		say("write what came of it to %s and stdout: %s", run->dir,
		    strerror(-err));
	if (err < 0 || !whole)
		say("the out image is kept: %s", run->out_image);
	else if (!run->keep_out)
		remove_file(run, RUN_OUT_IMAGE);
	if (run->request.passthrough)
		return run_passthrough(run);
	return err < 0 ? EXIT_HOST_FAILED : run->exit_status;
}

static int run_stages(struct run *run)
{
	int status = run_prepare(run);

	if (status == 0)
		status = run_make_dir(run);
	if (status == 0)
		status = pack(run);
	if (status == 0 && !run->finished)
		status = run_machine(run);
	if (run->asking) { /* an error came before its answers */
		machine_kill(&run->asked);
		(void)machine_wait(&run->asked, 10, &(int){ 0 });
		machine_close(&run->asked);
	}
	if (status) {
		undo(run);
		return run->request.passthrough && status < EXIT_INTERRUPTED ?
			EXIT_PASSTHROUGH_FAILED : status;
	}
	run_read_back(run);
	run_remove_work(run);
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
	results_free(&run->results);
	arguments_free(&run->argv);
	free(run);
	return status;
}
