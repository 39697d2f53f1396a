/* SPDX-License-Identifier: MIT */
/* reader_read: files of a reader; see reader.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/fs.h"
#include "host/reader/parcel.h"
#include "host/reader/runs.h"

enum { PIECE_BLOCKS = PARCEL_BYTES_MAX / IMAGE_BLOCK };

/* Who takes the pieces, and where they are put for that. */
struct taker {
	reader_take *take;
	void *context;
	char *bytes;
};

/* Gives what of a run lies before the end of the file. */
static int give_run(struct reader *reader, const struct reader_run *run,
		    uint64_t size, const struct taker *taker,
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
		if (blocks > PIECE_BLOCKS)
			blocks = PIECE_BLOCKS;
		if (blocks > reader->blocks_left)
			return explain(why, -EFBIG, "the image holds more "
				       "than its size allows");
		reader->blocks_left -= blocks;
		length = blocks * IMAGE_BLOCK;
		if (length > size - at)
			length = size - at;
		err = file_read_at(reader->fd, taker->bytes, length,
				   (off_t)((run->physical + done) *
					   IMAGE_BLOCK));
		if (err < 0)
			return explain(why, err, "%s", strerror(-err));
		err = taker->take(taker->context,
				  (struct span){ taker->bytes, length }, at);
		if (err < 0)
			return err;
		done += blocks;
	}
	return 0;
}

int reader_read(struct reader *reader, const struct reader_node *file,
		reader_take *take, void *context, struct text *why)
{
	struct taker taker = { take, context, NULL };
	struct reader_runs runs;
	struct reader_run run;
	int err = reader_runs_open(&runs, reader, file, why);

	if (err < 0)
		return err;
	taker.bytes = malloc(PARCEL_BYTES_MAX);
	if (!taker.bytes)
		err = explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	while (!err && (err = reader_runs_next(&runs, &run, why)) > 0)
		err = run.of_tree || run.unwritten ? 0 :
		      give_run(reader, &run, file->size, &taker, why);
	free(taker.bytes);
	reader_runs_close(&runs);
	return err;
}
