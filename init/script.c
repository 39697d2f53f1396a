/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commit.h"
#include "environment.h"
#include "progress.h"
#include "queue.h"
#include "spawn.h"
#include "supervise.h"
#include "sys.h"

/* A script on its way: too large for the stack, one at a time. */
struct run {
	struct record record;
	struct environment environment;
	struct capture output;
	struct capture errors;
	int dir; /* run/NNNN-NAME of the out image */
};

static int hash_script(int fd, struct record *record)
{
	static unsigned char bytes[CAPTURE_CHUNK];
	struct digest digest;
	size_t length;

	digest_init(&digest);
	do {
		int err = sys_read_all(fd, bytes, sizeof(bytes), &length);

		if (err < 0)
			return err;
		digest_update(&digest, bytes, length);
	} while (length == sizeof(bytes));
	digest_final(&digest, record->digest);
	record->has_digest = true;
	return 0;
}

/* ENOENT of exec can mean the interpreter: then the note says so. */
static void note_interpreter(int script, struct record *record)
{
	char line[SHEBANG_MAX];
	struct span rest = { line, 0 }, first;
	struct text note;

	if (record->outcome.number != ENOENT ||
	    lseek(script, 0, SEEK_SET) < 0 ||
	    sys_read_all(script, line, sizeof(line), &rest.length) < 0 ||
	    !span_starts(&rest, "#!") || !span_line(&rest, &first))
		return;
	while (span_starts(&first, " "))
		;
	text_init(&note, record->note, sizeof(record->note));
	text_put(&note, "no interpreter '");
	for (size_t i = 0; i < first.length && first.bytes[i] != ' '; i++)
		text_put_escaped(&note, first.bytes + i, 1);
	text_put(&note, "'");
}

static int open_stream(struct run *run, const char *name, uint64_t cap,
		       struct capture *capture, int *ret_end)
{
	int err, file = openat(run->dir, name, O_WRONLY | O_CREAT | O_EXCL |
			       O_CLOEXEC | O_NOFOLLOW, 0644);

	if (file < 0)
		return -errno;
	err = capture_open(capture, file, cap, ret_end);
	if (err < 0)
		(void)close(file); /* nothing was written */
	return err;
}

static void fill_usage(struct record *record, const struct supervised *end)
{
	record->outcome = end->outcome;
	record->wall_us = end->wall_us;
	record->has_usage = true;
	record->cpu_user_us = end->cpu_user_us;
	record->cpu_system_us = end->cpu_system_us;
	record->memory_peak_kib = end->memory_peak_kib;
}

/* Runs what was taken; `ends` are the script's ends of its pipes. */
static int run_taken(struct boot *boot, struct run *run, const int ends[2])
{
	const uint64_t *values = boot->options.values;
	const struct spawn spawn = {
		run->environment.argv, run->environment.envp, "/app",
		ends[0], ends[1],
	};
	struct supervision supervision = {
		.started_ns = sys_clock_ns(),
		.timeout_ns = values[OPTION_TIMEOUT] * second_ns,
		.deadline_ns = boot->deadline_ns,
		.grace_ns = values[OPTION_GRACE] * second_ns,
		.output = &run->output,
		.errors = &run->errors,
	};
	struct supervised end = { 0 };
	int err;

	run->record.started_s = (uint64_t)time(NULL);
	err = spawn_start(&spawn, &supervision.pid);
	(void)close(ends[0]);
	(void)close(ends[1]);
	if (err < 0) {
		run->record.outcome = (struct outcome){
			SCRIPT_COULD_NOT_START, (uint32_t)-err, false
		};
		return 0;
	}
	err = supervise_script(&supervision, &end);
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "watch script", err);
	fill_usage(&run->record, &end);
	/* Its own end is known all the same, and gets its record. */
	if (end.stuck)
		(void)boot_fail(boot, VERDICT_STUCK, run->record.script,
				"left a process that SIGKILL does not end");
	return 0;
}

static int run_captured(struct boot *boot, struct run *run)
{
	uint64_t cap = boot->options.values[OPTION_OUTPUT_CAP];
	int ends[2], failed, err;

	err = open_stream(run, "stdout", cap, &run->output, &ends[0]);
	if (err < 0)
		return commit_fail(boot, "open stdout", err);
	err = open_stream(run, "stderr", cap, &run->errors, &ends[1]);
	if (err < 0) {
		(void)capture_close(&run->output, &run->record.output);
		(void)close(ends[0]);
		return commit_fail(boot, "open stderr", err);
	}
	failed = run_taken(boot, run, ends);
	err = capture_close(&run->output, &run->record.output);
	if (err < 0)
		(void)commit_fail(boot, "write stdout", err);
	err = capture_close(&run->errors, &run->record.errors);
	if (err < 0)
		(void)commit_fail(boot, "write stderr", err);
	return failed;
}

static void start_record(struct boot *boot, const char *name,
			 struct record *ret)
{
	memset(ret, 0, sizeof(*ret));
	memcpy(ret->script, name, strlen(name) + 1);
	ret->sequence = ++boot->sequence;
}

int script_remark(struct boot *boot, const char *name,
		  struct outcome outcome, const char *note)
{
	struct record record;
	struct text text;

	start_record(boot, name, &record);
	record.outcome = outcome;
	text_init(&text, record.note, sizeof(record.note));
	text_put(&text, note);
	progress_end(&record);
	return commit_remark(boot, &record);
}

int script_run(struct boot *boot, const char *name)
{
	static struct run one;
	struct run *run = &one;
	int fd, failed;

	start_record(boot, name, &run->record);
	run->record.attempt = 1;
	if (commit_begin(boot, &run->record, &run->dir) < 0)
		return -1;
	fd = queue_take(boot, name);
	if (fd < 0)
		return commit_fail(boot, "take script", fd);
	if (hash_script(fd, &run->record) < 0 || commit_taken(boot) < 0) {
		(void)close(fd); /* opened for reading */
		return boot_fail(boot, VERDICT_IO_ERROR, "read script",
				 name);
	}
	environment_make(boot, name, run->record.sequence,
			 run->record.attempt, &run->environment);
	progress_start(&run->record);
	failed = run_captured(boot, run);
	note_interpreter(fd, &run->record);
	(void)close(fd); /* opened for reading */
	if (failed < 0 || commit_record(boot, &run->record, run->dir) < 0)
		return -1;
	queue_settle(boot, name);
	progress_end(&run->record);
	if (queue_remove(boot, name) < 0)
		return boot_fail(boot, VERDICT_IO_ERROR, "remove script",
				 name);
	if (run->record.outcome.end == SCRIPT_DEADLINE)
		return boot_fail(boot, VERDICT_DEADLINE, "job",
				 "its deadline came");
	return boot->failed ? -1 : 0;
}
