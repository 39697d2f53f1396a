/* SPDX-License-Identifier: MIT */
#include "commit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys.h"

enum { PATH_SIZE = 128 };

int commit_fail(struct boot *boot, const char *object, int err)
{
	bool full = err == -ENOSPC || err == -EDQUOT;

	return boot_fail_errno(boot, full ? VERDICT_OUTPUT_FULL :
			       VERDICT_IO_ERROR, object, err);
}

/* "FOLDER/NNNN-NAME" of a record, with `suffix` behind it. */
static const char *record_path(const struct record *record,
			       const char *folder, const char *suffix,
			       char path[PATH_SIZE])
{
	char name[RESULT_NAME_SIZE];
	struct text text;

	result_name(record->sequence, record->script, name);
	text_init(&text, path, PATH_SIZE);
	text_put(&text, folder);
	text_put(&text, "/");
	text_put(&text, name);
	text_put(&text, suffix);
	return path;
}

static int write_file(int dir, const char *path, const char *bytes,
		      size_t length)
{
	int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
			O_NOFOLLOW, 0644);
	int err;

	if (fd < 0)
		return -errno;
	err = sys_write_all(fd, bytes, length);
	if (close(fd) < 0 && err == 0)
		err = -errno;
	return err;
}

static int sync_out(struct boot *boot)
{
	return syncfs(boot->out_fd) < 0 ? -errno : 0;
}

static int write_record(int dir, const struct record *record)
{
	char bytes[RECORD_SIZE_MAX];
	size_t length = record_encode(record, bytes);

	return write_file(dir, "record", bytes, length);
}

int commit_plan(struct boot *boot)
{
	const struct plan *plan = &boot->plan;
	int fd = openat(boot->out_fd, "plan", O_WRONLY | O_CREAT | O_EXCL |
			O_CLOEXEC | O_NOFOLLOW, 0644);
	int err = fd < 0 ? -errno : 0;

	for (size_t i = 0; i < plan->planned && err == 0; i++) {
		const char *name = plan->pool + plan->entries[i].name;
		char line[4 * SCRIPT_NAME_MAX + 2];
		struct text text;

		text_init(&text, line, sizeof(line));
		text_put_escaped(&text, name, strlen(name));
		text_put(&text, "\n");
		err = sys_write_all(fd, text.bytes, text.length);
	}
	/* Durable with the first commit_taken(). */
	if (fd >= 0 && close(fd) < 0 && err == 0)
		err = -errno;
	return err < 0 ? commit_fail(boot, "write plan", err) : 0;
}

int commit_begin(struct boot *boot, const struct record *record, int *ret_dir)
{
	char path[PATH_SIZE], suffix[24], line[64 + 4 * SCRIPT_NAME_MAX];
	struct text text;
	int err;

	text_init(&text, suffix, sizeof(suffix));
	text_put(&text, ".");
	text_put_u64(&text, record->attempt);
	text_init(&text, line, sizeof(line));
	text_put(&text, "script ");
	text_put_escaped(&text, record->script, strlen(record->script));
	text_put(&text, "\nboot ");
	text_put_u64(&text, boot->status.boots);
	text_put(&text, "\n");
	err = write_file(boot->out_fd,
			 record_path(record, "attempts", suffix, path),
			 text.bytes, text.length);
	if (err < 0)
		return commit_fail(boot, "write attempt", err);
	if (mkdirat(boot->out_fd, record_path(record, "run", "", path),
		    0755) < 0)
		return commit_fail(boot, "make folder in run", -errno);
	*ret_dir = openat(boot->out_fd, path, O_RDONLY | O_DIRECTORY |
			  O_CLOEXEC | O_NOFOLLOW);
	if (*ret_dir < 0)
		return commit_fail(boot, "open folder in run", -errno);
	return 0;
}

int commit_taken(struct boot *boot)
{
	int err = sync_out(boot);

	return err < 0 ? commit_fail(boot, "sync attempt", err) : 0;
}

static int publish(struct boot *boot, const struct record *record)
{
	char from[PATH_SIZE], to[PATH_SIZE];

	record_path(record, "run", "", from);
	record_path(record, "results", "", to);
	return sys_rename_new(boot->out_fd, from, to);
}

static int sync_results(struct boot *boot)
{
	int fd = openat(boot->out_fd, "results", O_RDONLY | O_DIRECTORY |
			O_CLOEXEC | O_NOFOLLOW);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (fsync(fd) < 0)
		err = -errno;
	(void)close(fd); /* opened for reading */
	return err;
}

int commit_record(struct boot *boot, const struct record *record, int dir)
{
	int err = write_record(dir, record);

	(void)close(dir); /* opened for reading */
	if (err == 0)
		err = sync_out(boot);
	if (err == 0)
		err = publish(boot, record);
	if (err == 0)
		err = sync_results(boot);
	if (err < 0)
		return commit_fail(boot, "commit record", err);
	boot->status.scripts++;
	boot->status.failed += !outcome_success(record->outcome);
	return 0;
}

int commit_remark(struct boot *boot, const struct record *record)
{
	char path[PATH_SIZE];
	int dir, err = 0;

	if (mkdirat(boot->out_fd, record_path(record, "run", "", path),
		    0755) < 0)
		return commit_fail(boot, "make folder in run", -errno);
	dir = openat(boot->out_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
		     O_NOFOLLOW);
	if (dir < 0)
		return commit_fail(boot, "open folder in run", -errno);
	err = write_record(dir, record);
	(void)close(dir); /* opened for reading */
	if (err == 0)
		err = publish(boot, record);
	if (err < 0)
		return commit_fail(boot, "commit record", err);
	boot->status.scripts++;
	boot->status.failed++;
	return 0;
}

int commit_flush(struct boot *boot)
{
	int err = sync_out(boot);

	return err < 0 ? commit_fail(boot, "sync records", err) : 0;
}
