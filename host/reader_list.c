/* SPDX-License-Identifier: MIT */
/* reader_list: directories of a reader; see reader.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image_fs.h"
#include "reader_runs.h"
#include "say.h"

enum { ENTRY_HEAD = 8, ENTRIES_FIRST = 16 };

/* A list in the making. */
struct growing {
	struct reader_list list;
	size_t size; /* entries that fit */
	size_t max;
};

static int grow(struct growing *growing)
{
	size_t size = growing->size ? 2 * growing->size : ENTRIES_FIRST;
	struct reader_entry *entries;

	entries = reallocarray(growing->list.entries, size, sizeof(*entries));
	if (!entries)
		return -ENOMEM;
	growing->list.entries = entries;
	growing->size = size;
	return 0;
}

static int add(struct growing *growing, ext2_ino_t ino, const char *name,
	       size_t length, struct text *why)
{
	struct span span = { name, length };
	struct reader_entry entry = { ino, (unsigned char)length, NULL };

	if (span_is(span, ".") || span_is(span, ".."))
		return 0;
	if (growing->list.count == growing->max)
		return explain(why, -EFBIG, "more entries than are read");
	if (growing->list.count == growing->size && grow(growing) < 0)
		return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	entry.name = malloc(length + 1);
	if (!entry.name)
		return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	memcpy(entry.name, name, length);
	entry.name[length] = '\0';
	growing->list.entries[growing->list.count++] = entry;
	return 0;
}

/* The entries of one block.  The inner blocks of a hashed directory look as
 * if they held one unused entry. */
static int parse(struct growing *growing, const unsigned char *block,
		 struct text *why)
{
	size_t at = 0;

	while (at < IMAGE_BLOCK) {
		const unsigned char *entry = block + at;
		size_t left = IMAGE_BLOCK - at, size, length;
		uint32_t ino;
		int err;

		if (left < ENTRY_HEAD)
			return explain(why, -EUCLEAN, "a torn entry");
		ino = entry[0] | (uint32_t)entry[1] << 8 |
		      (uint32_t)entry[2] << 16 | (uint32_t)entry[3] << 24;
		size = entry[4] | (size_t)entry[5] << 8;
		length = entry[6];
		if (size < ENTRY_HEAD || size % 4 != 0 || size > left ||
		    length > size - ENTRY_HEAD)
			return explain(why, -EUCLEAN, "a damaged entry");
		if (ino != 0 && length == 0)
			return explain(why, -EUCLEAN, "an entry with no name");
		at += size;
		if (ino == 0)
			continue;
		err = add(growing, ino, (const char *)entry + ENTRY_HEAD,
			  length, why);
		if (err < 0)
			return err;
	}
	return 0;
}

static int read_run(struct reader *reader, const struct reader_node *directory,
		    const struct reader_run *run, struct growing *growing,
		    struct text *why)
{
	_Alignas(8) unsigned char block[IMAGE_BLOCK];

	for (uint64_t i = 0; i < run->count; i++) {
		errcode_t code;
		int err;

		if ((run->logical + i) * IMAGE_BLOCK >= directory->size)
			return 0;
		if (reader->blocks_left == 0)
			return explain(why, -EFBIG, "the image holds more "
				       "than its size allows");
		reader->blocks_left--;
		code = ext2fs_read_dir_block4(reader->fs, run->physical + i,
					      block, 0, directory->ino);
		if (code)
			return explain(why, -EUCLEAN, "%s",
				       error_message(code));
		err = parse(growing, block, why);
		if (err < 0)
			return err;
	}
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct reader_entry *one = a, *two = b;
	size_t shorter = one->length < two->length ? one->length : two->length;
	int order = memcmp(one->name, two->name, shorter);

	return order ? order : one->length - two->length;
}

int reader_list(struct reader *reader, const struct reader_node *directory,
		size_t max, struct reader_list *ret, struct text *why)
{
	struct growing growing = { .max = max };
	struct reader_runs runs;
	struct reader_run run;
	int err = reader_runs_open(&runs, reader, directory, why);

	if (err < 0)
		return err;
	while ((err = reader_runs_next(&runs, &run, why)) > 0) {
		err = read_run(reader, directory, &run, &growing, why);
		if (err < 0)
			break;
	}
	reader_runs_close(&runs);
	if (err < 0) {
		reader_list_free(&growing.list);
		return err;
	}
	if (growing.list.count > 0)
		qsort(growing.list.entries, growing.list.count,
		      sizeof(*growing.list.entries), by_name);
	*ret = growing.list;
	return 0;
}

void reader_list_free(struct reader_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entries[i].name);
	free(list->entries);
	*list = (struct reader_list){ 0 };
}

const struct reader_entry *reader_find(const struct reader_list *list,
				       const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_is((struct span){ list->entries[i].name,
					   list->entries[i].length }, name))
			return &list->entries[i];
	return NULL;
}
