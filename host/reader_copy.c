/* SPDX-License-Identifier: MIT */
/* reader_copy: files of a reader; see reader.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/image_fs.h"
#include "host/reader_runs.h"
#include "host/say.h"

enum { COPY_BLOCKS = 64 };

static int read_blocks(const struct reader *reader, uint64_t block,
		       char *ret_bytes, size_t length)
{
	off_t at = (off_t)(block * IMAGE_BLOCK);

	while (length > 0) {
		ssize_t count = pread(reader->fd, ret_bytes, length, at);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count < 0 ? -errno : -ENODATA;
		ret_bytes += count;
		at += count;
		length -= (size_t)count;
	}
	return 0;
}

static int write_bytes(int to, const char *bytes, size_t length, uint64_t at)
{
	while (length > 0) {
		ssize_t count = pwrite(to, bytes, length, (off_t)at);

		if (count < 0 && errno == EINTR)
			continue;
		/* EFBIG is this host's (ulimit -f), while everywhere else it
		 * says that the image claims too much. */
		if (count < 0)
			return errno == EFBIG ? -EDQUOT : -errno;
		bytes += count;
		at += (uint64_t)count;
		length -= (size_t)count;
	}
	return 0;
}

/* Copies what of a run lies before the end of the file. */
static int copy_run(struct reader *reader, const struct reader_run *run,
		    uint64_t size, int to, char *bytes, uint64_t *copied,
		    struct text *why)
{
	uint64_t done = 0;

	while (done < run->count) {
		uint64_t at = (run->logical + done) * IMAGE_BLOCK;
		uint64_t blocks = run->count - done;
		uint64_t length;
		int err;

		if (at >= size)
			return 0;
		if (blocks > COPY_BLOCKS)
			blocks = COPY_BLOCKS;
		if (blocks > reader->blocks_left)
			return explain(why, -EFBIG, "the image holds more "
				       "than its size allows");
		reader->blocks_left -= blocks;
		length = blocks * IMAGE_BLOCK;
		if (length > size - at)
			length = size - at;
		err = read_blocks(reader, run->physical + done, bytes, length);
		if (err < 0)
			return explain(why, err, "%s", strerror(-err));
		err = write_bytes(to, bytes, length, at);
		if (err < 0)
			return explain(why, err, "write: %s", strerror(-err));
		*copied += length;
		done += blocks;
	}
	return 0;
}

int reader_copy(struct reader *reader, const struct reader_node *file, int to,
		uint64_t *copied, struct text *why)
{
	struct reader_runs runs;
	struct reader_run run;
	char *bytes;
	int err;

	if (file->size > READER_FILE_MAX)
		return explain(why, -EFBIG, "it claims more than 1 TiB");
	if (ftruncate(to, (off_t)file->size) < 0)
		return explain(why, -errno, "write: %s", strerror(errno));
	err = reader_runs_open(&runs, reader, file, why);
	if (err < 0)
		return err;
	bytes = malloc(COPY_BLOCKS * IMAGE_BLOCK);
	if (!bytes)
		err = explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	while (!err && (err = reader_runs_next(&runs, &run, why)) > 0)
		err = run.of_tree || run.unwritten ? 0 :
		      copy_run(reader, &run, file->size, to, bytes, copied,
			       why);
	free(bytes);
	reader_runs_close(&runs);
	return err;
}
