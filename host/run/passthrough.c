/* SPDX-License-Identifier: MIT */
#include "host/run/passthrough.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/say.h"

/* As shells and `timeout` have them. */
enum {
	STATUS_TIMEOUT = 124,
	STATUS_CANNOT_EXECUTE = 126,
	STATUS_NOT_FOUND = 127,
	STATUS_SIGNAL = 128,
};

static int copy_stream(const struct report *report, const char *dir,
		       const char *stream, int to)
{
	char path[PATH_MAX], bytes[64 * 1024];
	ssize_t count = 0;
	int fd, err = 0;

	if (snprintf(path, sizeof(path), "%s/" TREE_RESULTS "/%s/%s", dir,
		     report->results.list[0].folder, stream) >= PATH_MAX)
		return -ENAMETOOLONG;
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
static bool has_script(const struct report *report)
{
	return report->ending == ENDING_VERDICT && report->results.count == 1;
}

int run_passthrough_status(const struct report *report, int signo)
{
	if (signo)
		return report->exit_status;
	return has_script(report) ?
		script_status(report->results.list[0].record.outcome) :
		EXIT_PASSTHROUGH_FAILED;
}

int run_passthrough(const struct report *report, int signo, const char *dir)
{
	const struct record *record;
	int err;

	if (signo) {
		say("%s; see %s", ending_meaning(report->ending), dir);
		return 0;
	}
	if (report->ending != ENDING_VERDICT) {
		say("%s: %s; see %s", ending_word(report->ending),
		    ending_meaning(report->ending), dir);
		return 0;
	}
	if (report->results.count != 1) {
		say("%s: %zu scripts have a record, --passthrough wants one; "
		    "see %s", verdict_word(report->image_end.status.verdict),
		    report->results.count, dir);
		return 0;
	}
	err = copy_stream(report, dir, TREE_STDOUT, STDOUT_FILENO);
	if (err == 0)
		err = copy_stream(report, dir, TREE_STDERR, STDERR_FILENO);
	record = &report->results.list[0].record;
	if (!has_own_status(record->outcome))
		tell_outcome(record);
	return err;
}
