/* SPDX-License-Identifier: MIT */
#include "init/job/script.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/clock.h"
#include "init/base/sys.h"
#include "init/job/attempt.h"
#include "init/job/queue.h"
#include "init/job/run_place.h"
#include "init/out/ballast.h"
#include "init/out/commit.h"
#include "init/out/progress.h"

/* A file of terabytes costs whoever makes it nothing when it is a hole, and
 * the timeout does not count yet: such a one has no digest, and the deadline
 * of the job ends any. */
static int hash_script(const struct boot *boot, int fd, struct record *record)
{
	static unsigned char bytes[CAPTURE_CHUNK];
	struct digest digest;
	struct stat stat;
	size_t length;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (stat.st_size > DIGEST_MAX)
		return 0;
	digest_init(&digest);
	do {
		int err = sys_read_all(fd, bytes, sizeof(bytes), &length);

		if (err < 0)
			return err;
		if (clock_passed_ns() >= boot->deadline_ns)
			return 0;
		digest_update(&digest, bytes, length);
	} while (length == sizeof(bytes));
	digest_final(&digest, record->digest);
	record->has_digest = true;
	return 0;
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

	if (boot->sequence == SCRIPTS_MAX)
		return boot_fail(boot, VERDICT_LIMIT, TREE_SCRIPT_BIN,
				 "more than 10000 records");
	start_record(boot, name, 0, &record);
	record.outcome = outcome;
	note(&record, words);
	return commit_remark(&boot->out, &record);
}

/* After the record: the script leaves the run place, and what the record may
 * have cost of the ballast is taken back. */
static int finish(struct boot *boot, const struct record *record)
{
	int err;

	queue_settle(boot, record->script);
	if (run_place_remove(boot, record->script) < 0)
		return boot_fail(boot, VERDICT_IO_ERROR, "remove script",
				 record->script);
	err = ballast_take(boot->out.fd);
	if (err < 0)
		return boot_fail_io(boot, "take ballast again", err);
	if (record->outcome.end == SCRIPT_DEADLINE)
		return ending_late(&boot->ending);
	return ending_stands(&boot->ending) ? -1 : 0;
}

int script_cut(struct boot *boot, const char *name, uint64_t attempt,
	       enum script_end end)
{
	struct record record;

	start_record(boot, name, attempt, &record);
	record.outcome.end = end;
	note(&record, boot->earlier.gone ?
	     "the machine ended while it ran, and it had removed its own "
	     "file; stdout and stderr are as far as they were kept" :
	     "the machine ended while it ran; stdout and stderr are those of "
	     "its last attempt, as far as they were kept");
	if (commit_cut(&boot->out, &record) < 0)
		return -1;
	return finish(boot, &record);
}

/* The script that is in the run place now, opened; -1: the verdict is set. */
static int open_taken(struct boot *boot, struct record *record)
{
	const char *name = record->script;
	int fd;

	if (record->attempt == 1 && run_place_take(boot, name) < 0)
		return -1;
	fd = run_place_open(boot, name);
	if (fd < 0)
		return boot_fail_io(boot, "open script", fd);
	if (hash_script(boot, fd, record) == 0)
		return fd;
	(void)close(fd); /* opened for reading */
	return boot_fail(boot, VERDICT_IO_ERROR, "read script", name);
}

int script_run(struct boot *boot, const char *name, uint64_t attempt)
{
	static struct attempt one;
	struct record *record = &one.record;
	int failed;

	start_record(boot, name, attempt, record);
	if (boot->ending.status.repaired > boot->earlier.repaired)
		note(record, "the out image was repaired before");
	if (commit_begin(&boot->out, record, &one.dir) < 0)
		return -1;
	one.script = open_taken(boot, record);
	if (one.script < 0 || commit_taken(&boot->out, record) < 0)
		return -1; /* the machine ends; so do its descriptors */
	environment_make(boot, name, record->sequence, attempt,
			 &one.environment);
	progress_start(record);
	failed = attempt_run(boot, &one);
	(void)close(one.script); /* opened for reading */
	if (failed < 0 || commit_record(&boot->out, record, one.dir) < 0)
		return -1;
	return finish(boot, record);
}
