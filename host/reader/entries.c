/* SPDX-License-Identifier: MIT */
#include "host/reader/entries.h"

#include <errno.h>

#include "host/base/reason.h"

enum { ENTRY_HEAD = 8 };

int reader_entries_open(struct reader_entries *entries, struct reader *reader,
			const struct reader_node *directory, struct text *why)
{
	entries->directory = directory;
	entries->run.count = 0;
	entries->at = IMAGE_BLOCK;
	return reader_runs_open(&entries->runs, reader, directory, why);
}

void reader_entries_close(struct reader_entries *entries)
{
	reader_runs_close(&entries->runs);
}

/* The next block of the directory: 1, or 0 after the last. */
static int next_block(struct reader_entries *entries, struct text *why)
{
	struct reader *reader = entries->runs.reader;
	struct reader_run *run = &entries->run;
	errcode_t code;
	int err;

	while (run->count == 0) {
		err = reader_runs_next(&entries->runs, run, why);
		if (err <= 0)
			return err;
		if (run->of_tree || run->unwritten)
			run->count = 0;
	}
	entries->block_at = run->logical * IMAGE_BLOCK;
	if (entries->block_at >= entries->directory->size)
		return 0;
	if (reader->blocks_left == 0)
		return explain(why, -EFBIG, "the image holds more than its "
			       "size allows");
	reader->blocks_left--;
	code = ext2fs_read_dir_block4(reader->fs, run->physical,
				      entries->block, 0,
				      entries->directory->ino);
	if (code)
		return explain(why, -EUCLEAN, "%s", error_message(code));
	entries->at = 0;
	run->logical++;
	run->physical++;
	run->count--;
	return 1;
}

/* The entry at hand, which may be unused: its ino is 0.  The inner blocks of
 * a hashed directory look as if they held one such entry. */
static int parse(struct reader_entries *entries, struct reader_dirent *ret,
		 struct text *why)
{
	const unsigned char *entry = entries->block + entries->at;
	size_t left = IMAGE_BLOCK - entries->at, size, length;

	if (left < ENTRY_HEAD)
		return explain(why, -EUCLEAN, "a torn entry");
	ret->ino = entry[0] | (uint32_t)entry[1] << 8 |
		   (uint32_t)entry[2] << 16 | (uint32_t)entry[3] << 24;
	size = entry[4] | (size_t)entry[5] << 8;
	length = entry[6];
	if (size < ENTRY_HEAD || size % 4 != 0 || size > left ||
	    length > size - ENTRY_HEAD)
		return explain(why, -EUCLEAN, "a damaged entry");
	if (ret->ino != 0 && length == 0)
		return explain(why, -EUCLEAN, "an entry with no name");
	ret->type = entry[7];
	ret->name = (struct span){ (const char *)entry + ENTRY_HEAD, length };
	ret->at = entries->block_at + entries->at;
	entries->at += size;
	return 0;
}

int reader_entries_next(struct reader_entries *entries,
			struct reader_dirent *ret, struct text *why)
{
	int err;

	for (;;) {
		if (entries->at == IMAGE_BLOCK) {
			err = next_block(entries, why);
			if (err <= 0)
				return err;
		}
		err = parse(entries, ret, why);
		if (err < 0)
			return err;
		if (ret->ino != 0)
			return 1;
	}
}
