/* SPDX-License-Identifier: MIT */
/* reader_copy: files of a reader; see reader.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/file.h"
#include "host/image_fs.h"
#include "host/reader_runs.h"
#include "host/reason.h"

enum { COPY_BLOCKS = 64 };

/* EFBIG of this host (ulimit -f, a file system with small files), while
 * everywhere else it says that the image claims too much. */
static int explain_write(struct text *why, int err)
{
	return explain(why, err == -EFBIG ? -EDQUOT : err, "write: %s",
		       strerror(-err));
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
		err = file_read_at(reader->fd, bytes, length,
				   (off_t)((run->physical + done) *
					   IMAGE_BLOCK));
		if (err < 0)
			return explain(why, err, "%s", strerror(-err));
		err = file_write_at(to, bytes, length, (off_t)at);
		if (err < 0)
			return explain_write(why, err);
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
		return explain_write(why, -errno);
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
