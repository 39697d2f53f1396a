/* SPDX-License-Identifier: MIT */
/* reader_list: directories of a reader; see reader.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/reader/entries.h"

enum { ENTRIES_FIRST = 16 };

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

static int add(struct growing *growing, const struct reader_dirent *found,
	       struct text *why)
{
	struct span name = found->name;
	struct reader_entry entry = {
		found->ino, (unsigned char)name.length, NULL
	};

	if (span_is(name, ".") || span_is(name, ".."))
		return 0;
	if (growing->list.count == growing->max)
		return explain(why, -EFBIG, "more entries than are read");
	if (growing->list.count == growing->size && grow(growing) < 0)
		return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	entry.name = malloc(name.length + 1);
	if (!entry.name)
		return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	memcpy(entry.name, name.bytes, name.length);
	entry.name[name.length] = '\0';
	growing->list.entries[growing->list.count++] = entry;
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
	struct reader_entries entries;
	struct reader_dirent entry;
	int err = reader_entries_open(&entries, reader, directory, why);

	if (err < 0)
		return err;
	while ((err = reader_entries_next(&entries, &entry, why)) > 0) {
		err = add(&growing, &entry, why);
		if (err < 0)
			break;
	}
	reader_entries_close(&entries);
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
