/* SPDX-License-Identifier: MIT */
#include "script.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "ballast.h"
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
	/* An attempt before may have left one. */
	int err, file = openat(run->dir, name, O_WRONLY | O_CREAT | O_TRUNC |
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

/* The rest of the output; room is made for it where the disk is full. */
static int close_streams(struct boot *boot, struct run *run)
{
	int err = 0, later;

	if (run->output.full || run->errors.full)
		err = ballast_release(boot);
	later = capture_close(&run->output, &run->record.output);
	err = err ? err : later;
	later = capture_close(&run->errors, &run->record.errors);
	err = err ? err : later;
	return err < 0 ? commit_fail(boot, "write output", err) : 0;
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
	return close_streams(boot, run) < 0 ? -1 : failed;
}

static void start_record(struct boot *boot, const char *name,
			 uint64_t attempt, struct record *ret)
{
	memset(ret, 0, sizeof(*ret));
	memcpy(ret->script, name, strlen(name) + 1);
	ret->sequence = ++boot->sequence;
	ret->attempt = attempt;
}

static void note(struct record *record, const char *words)
{
	struct text text;

	text_init(&text, record->note, sizeof(record->note));
	text_put(&text, words);
}

int script_remark(struct boot *boot, const char *name,
		  struct outcome outcome, const char *words)
{
	struct record record;

	start_record(boot, name, 0, &record);
	record.outcome = outcome;
	note(&record, words);
	progress_end(&record);
	return commit_remark(boot, &record);
}

/* Behind the record: the script leaves the run place, and what the record may
 * have cost of the ballast is taken back. */
static int finish(struct boot *boot, const struct record *record)
{
	int err;

	queue_settle(boot, record->script);
	if (queue_remove(boot, record->script) < 0)
		return boot_fail(boot, VERDICT_IO_ERROR, "remove script",
				 record->script);
	err = ballast_take(boot);
	if (err < 0)
		return commit_fail(boot, "take ballast again", err);
	if (record->outcome.end == SCRIPT_DEADLINE)
		return boot_fail(boot, VERDICT_DEADLINE, "job",
				 "its deadline came");
	return boot->failed ? -1 : 0;
}

int script_cut(struct boot *boot, const char *name, uint64_t attempt,
	       enum script_end end)
{
	struct record record;

	start_record(boot, name, attempt, &record);
	record.outcome.end = end;
	note(&record, "the machine ended below it; stdout and stderr are "
	     "those of its last attempt, as far as they were kept");
	if (commit_cut(boot, &record) < 0)
		return -1;
	return finish(boot, &record);
}

/* The script that is in the run place now, opened; -1: the verdict is set. */
static int open_taken(struct boot *boot, struct run *run)
{
	const char *name = run->record.script;
	int err = 0, fd = -1;

	if (run->record.attempt == 1)
		err = queue_take(boot, name);
	if (err == 0)
		fd = queue_open(boot, name);
	if (err < 0 || fd < 0)
		return commit_fail(boot, "take script", err < 0 ? err : fd);
	if (hash_script(fd, &run->record) == 0)
		return fd;
	(void)close(fd); /* opened for reading */
	return boot_fail(boot, VERDICT_IO_ERROR, "read script", name);
}

int script_run(struct boot *boot, const char *name, uint64_t attempt)
{
	static struct run one;
	struct run *run = &one;
	int fd, failed;

	start_record(boot, name, attempt, &run->record);
	if (boot->status.repaired > boot->earlier.repaired)
		note(&run->record, "the out image was repaired before");
	if (commit_begin(boot, &run->record, &run->dir) < 0)
		return -1;
	fd = open_taken(boot, run);
	if (fd < 0 || commit_taken(boot) < 0)
		return -1; /* the machine ends; so do its descriptors */
	environment_make(boot, name, run->record.sequence, attempt,
			 &run->environment);
	progress_start(&run->record);
	failed = run_captured(boot, run);
	note_interpreter(fd, &run->record);
	(void)close(fd); /* opened for reading */
	if (failed < 0 || commit_record(boot, &run->record, run->dir) < 0)
		return -1;
	return finish(boot, &run->record);
}
