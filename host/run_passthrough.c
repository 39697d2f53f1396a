/* SPDX-License-Identifier: MIT */
/* run_passthrough: a run as if its one script had run here: its streams, its
 * exit status. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/file.h"
#include "contract/tree.h"
#include "host/run.h"
#include "host/say.h"

/* As shells and `timeout` have them. */
enum {
	STATUS_TIMEOUT = 124,
	STATUS_CANNOT_EXECUTE = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128,
};

static int copy_stream(const struct run *run, const char *stream, int to)
{
	char path[PATH_MAX], name[64 + RESULT_NAME_SIZE], bytes[64 * 1024];
	ssize_t count = 0;
	int fd, err;

	(void)snprintf(name, sizeof(name), TREE_RESULTS "/%s/%s",
		       run->results.list[0].folder, stream);
	err = run_path(run, name, path);
	if (err < 0)
		return err;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0) /* absent where no start was tried */
		return errno == ENOENT ? 0 : -errno;
	while (err == 0 && (count = read(fd, bytes, sizeof(bytes))) > 0)
		err = file_write_all(to, bytes, (size_t)count);
	if (count < 0)
		err = -errno;
	file_close_read(fd);
	return err;
}

/* Whether the script has a status of its own; else gva says how it ended. */
static bool has_own_status(struct outcome outcome)
{
	return outcome.end == SCRIPT_EXITED;
}

static int script_status(struct outcome outcome)
{
	switch (outcome.end) {
	case SCRIPT_EXITED:
		return (int)outcome.number;
	case SCRIPT_SIGNALED:
		return STATUS_SIGNAL + (int)outcome.number;
	case SCRIPT_OUT_OF_MEMORY:
		return STATUS_SIGNAL + SIGKILL; /* what the kernel sends */
	case SCRIPT_TIMEOUT:
	case SCRIPT_DEADLINE:
		return STATUS_TIMEOUT;
	case SCRIPT_COULD_NOT_START:
		return outcome.number == ENOENT ? STATUS_NOT_FOUND :
						  STATUS_CANNOT_EXECUTE;
	default:
		return EXIT_PASSTHROUGH_FAILED;
	}
}

/* "10-x: out-of-memory: NOTE" */
static void tell_outcome(const struct record *record)
{
	char bytes[4 * (SCRIPT_NAME_MAX + DETAIL_MAX) + 256];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put_escaped(&text, record->script, strlen(record->script));
	text_put(&text, ": ");
	outcome_format(&text, record->outcome);
	if (record->note[0]) {
		text_put(&text, ": ");
		text_put_escaped(&text, record->note, strlen(record->note));
	}
	say("%s", bytes);
}

/* A verdict of one script; what stands in its place is told. */
static bool has_script(const struct run *run)
{
	return run->ending == ENDING_VERDICT && run->results.count == 1;
}

int run_passthrough_status(const struct run *run)
{
	if (run->machine_end.signal)
		return run->exit_status;
	return has_script(run) ?
		script_status(run->results.list[0].record.outcome) :
		EXIT_PASSTHROUGH_FAILED;
}

int run_passthrough(const struct run *run)
{
	const struct record *record;
	int err;

	if (run->machine_end.signal) {
		say("%s; see %s", ending_meaning(run->ending), run->dir);
		return 0;
	}
	if (run->ending != ENDING_VERDICT) {
		say("%s: %s; see %s", ending_word(run->ending),
		    ending_meaning(run->ending), run->dir);
		return 0;
	}
	if (run->results.count != 1) {
		say("%s: %zu scripts have a record, --passthrough wants one; "
		    "see %s", verdict_word(run->image_end.status.verdict),
		    run->results.count, run->dir);
		return 0;
	}
	err = copy_stream(run, TREE_STDOUT, STDOUT_FILENO);
	if (err == 0)
		err = copy_stream(run, TREE_STDERR, STDERR_FILENO);
	record = &run->results.list[0].record;
	if (!has_own_status(record->outcome))
		tell_outcome(record);
	return err;
}
