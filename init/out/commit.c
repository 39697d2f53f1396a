/* SPDX-License-Identifier: MIT */
#include "init/out/commit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/sys.h"
#include "init/out/ballast.h"
#include "init/out/identity.h"
#include "init/out/marker.h"
#include "init/out/plan_disk.h"
#include "init/out/progress.h"

enum { PATH_SIZE = 128 };

/* -errno of a write to the out image as its verdict. */
static int fail(struct out *out, const char *object, int err)
{
	return ending_fail_errno(out->ending, VERDICT_IO_ERROR, object, err);
}

/* "FOLDER/NNNN-NAME" of a record. */
static const char *record_path(const struct record *record,
			       const char *folder, char path[PATH_SIZE])
{
	char name[RESULT_NAME_SIZE];
	struct text text;

	result_name(record->sequence, record->script, name);
	text_init(&text, path, PATH_SIZE);
	text_put(&text, folder);
	text_put(&text, "/");
	text_put(&text, name);
	return path;
}

/* Data that scripts may write first: a record never speaks of what is not
 * there. */
static int sync_all(struct out *out)
{
	watchdog_busy(out->watchdog);
	if (out->data_fd >= 0 && syncfs(out->data_fd) < 0)
		return -errno;
	return syncfs(out->fd) < 0 ? -errno : 0;
}

/* All that was written is durable; what was committed by it can be told. */
static int sync_out(struct out *out)
{
	struct untold *untold = &out->untold;
	int err = sync_all(out);

	if (err < 0)
		return err;
	out->ending->status.scripts += untold->count;
	out->ending->status.failed += untold->failed;
	for (size_t i = 0; i < untold->count; i++)
		progress_end(&untold->records[i]);
	untold->count = 0;
	untold->failed = 0;
	return 0;
}

int commit_start(struct out *out, const struct plan *plan,
		 struct identity *ours)
{
	int err = plan_save(plan, out->fd);

	if (err == 0)
		err = identity_save(out->fd, ours, &out->ending->status);
	if (err == 0)
		err = ballast_take(out->fd);
	if (err == 0)
		err = sync_out(out);
	return err < 0 ? fail(out, "write plan", err) : 0;
}

/* The folder in run/, which an attempt before may have left. */
static int make_run_folder(const struct out *out,
			   const struct record *record)
{
	char path[PATH_SIZE];
	int err = sys_make_dir(out->fd,
			       record_path(record, TREE_RUN, path));

	return err < 0 ? err : sys_open_beneath(out->fd, path,
						O_RDONLY | O_DIRECTORY);
}

int commit_begin(struct out *out, const struct record *record, int *ret_dir)
{
	int err;

	/* Remarks are committed by themselves. */
	if (out->untold.remarks && commit_flush(out) < 0)
		return -1;
	err = marker_write(out->fd, record, out->ending->status.boots);
	if (err < 0)
		return fail(out, "write attempt", err);
	*ret_dir = make_run_folder(out, record);
	if (*ret_dir < 0)
		return fail(out, "make folder in run", *ret_dir);
	err = sys_write_file(*ret_dir, TREE_RECORD, "", 0);
	if (err == 0)
		return 0;
	(void)close(*ret_dir); /* opened for reading */
	return fail(out, "make record", err);
}

int commit_taken(struct out *out, const struct record *record)
{
	int err = marker_taken(out->fd, record);

	if (err == 0)
		err = sync_out(out);
	return err < 0 ? fail(out, "sync attempt", err) : 0;
}

static int write_record(int dir, const struct record *record)
{
	char bytes[RECORD_SIZE_MAX];
	size_t length = record_encode(record, bytes);

	return sys_write_file(dir, TREE_RECORD, bytes, length);
}

static int publish(const struct out *out, const struct record *record)
{
	char from[PATH_SIZE], to[PATH_SIZE];

	record_path(record, TREE_RUN, from);
	record_path(record, TREE_RESULTS, to);
	return sys_rename_new(out->fd, from, to);
}

/* Whether `err` is the want of room, and the ballast could be given up: what
 * met it may then be tried again. */
static bool found_room(const struct out *out, int err)
{
	return err == -ENOSPC && ballast_release(out->fd) == 0;
}

static void add_untold(struct untold *untold, const struct record *record)
{
	untold->records[untold->count++] = *record;
	untold->failed += !outcome_success(record->outcome);
}

int commit_record(struct out *out, const struct record *record, int dir)
{
	int err = write_record(dir, record);

	if (found_room(out, err))
		err = write_record(dir, record);
	(void)close(dir); /* opened for reading */
	if (err == 0)
		err = sync_all(out);
	if (err == 0)
		err = publish(out, record);
	if (found_room(out, err))
		err = publish(out, record);
	if (err < 0)
		return fail(out, "commit record", err);
	add_untold(&out->untold, record);
	return 0;
}

int commit_remark(struct out *out, const struct record *record)
{
	int dir, err;

	if (out->untold.count == UNTOLD_MAX && commit_flush(out) < 0)
		return -1;
	dir = make_run_folder(out, record);
	err = dir;
	if (dir >= 0) {
		err = write_record(dir, record);
		(void)close(dir); /* opened for reading */
	}
	if (err < 0)
		return fail(out, "write record", err);
	out->untold.remarks = true;
	add_untold(&out->untold, record);
	return 0;
}

/* Those of this boot; a folder that a machine before has left is not whole. */
static int publish_remarks(const struct out *out)
{
	const struct untold *untold = &out->untold;
	int err = 0;

	for (size_t i = 0; i < untold->count && err == 0; i++)
		if (untold->records[i].attempt == 0)
			err = publish(out, &untold->records[i]);
	return err;
}

/* What is there of a stream, as its whole; makes the file when it is not. */
static int stream_as_left(int dir, const char *name,
			  struct stream_count *ret)
{
	struct stat stat = { 0 };
	int err = 0, fd = sys_open_file(dir, name, O_WRONLY | O_CREAT, 0644);

	if (fd < 0)
		return fd;
	if (fstat(fd, &stat) < 0)
		err = -errno;
	(void)close(fd); /* nothing was written */
	ret->written = (uint64_t)stat.st_size;
	ret->kept = ret->written;
	return err;
}

int commit_cut(struct out *out, struct record *record)
{
	int dir = make_run_folder(out, record), err = dir;

	if (dir < 0)
		return fail(out, "open folder in run", dir);
	err = stream_as_left(dir, TREE_STDOUT, &record->output);
	if (err == 0)
		err = stream_as_left(dir, TREE_STDERR, &record->errors);
	if (err == 0)
		return commit_record(out, record, dir);
	(void)close(dir); /* opened for reading */
	return fail(out, "read output", err);
}

int commit_flush(struct out *out)
{
	int err = 0;

	if (out->untold.remarks) {
		err = sync_all(out);
		if (err == 0)
			err = publish_remarks(out);
		out->untold.remarks = false;
	}
	if (err == 0)
		err = sync_out(out);
	return err < 0 ? fail(out, "sync records", err) : 0;
}
