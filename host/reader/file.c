/* SPDX-License-Identifier: MIT */
#include "host/reader/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/reader/parcel.h"
#include "host/reader/reader.h"

/* What `name` in a folder stands for.  -ENOENT: nothing. */
static int find(struct reader *reader, const struct reader_node *folder,
		const char *name, struct reader_node *ret, struct text *why)
{
	const struct reader_entry *entry;
	struct reader_list entries;
	int err;

	if (folder->kind != READER_DIRECTORY)
		return explain(why, -EUCLEAN, "it is no folder");
	err = reader_list(reader, folder, PARCEL_ENTRIES_MAX, &entries, why);
	if (err < 0)
		return err;
	entry = reader_find(&entries, name);
	err = entry ? reader_node(reader, entry->ino, ret, why) : -ENOENT;
	reader_list_free(&entries);
	return err;
}

static int take(void *context, struct span bytes, uint64_t at)
{
	char *file = context;

	memcpy(file + at, bytes.bytes, bytes.length);
	return 0;
}

static int read_whole(struct reader *reader, const struct reader_node *file,
		      size_t max, char **ret, struct text *why)
{
	int err;

	if (file->kind != READER_FILE)
		return explain(why, -EUCLEAN, "it is no file");
	if (file->size > max)
		return explain(why, -EFBIG, "it has more than %zu bytes", max);
	*ret = calloc(1, (size_t)file->size + 1);
	if (!*ret)
		return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
	err = reader_read(reader, file, take, *ret, why);
	if (err < 0) {
		free(*ret);
		*ret = NULL;
	}
	return err;
}

int reader_file(int fd, const struct image *image, enum role role,
		const char *name, size_t max, char **ret, struct text *why)
{
	struct reader_node node;
	struct reader reader;
	int err = reader_open(fd, image, &reader, why);

	*ret = NULL;
	if (err < 0)
		return err;
	err = reader_node(&reader, EXT2_ROOT_INO, &node, why);
	if (!err && image->roles != 0 && image->roles != (int)role)
		err = find(&reader, &node, role_word(role), &node, why);
	if (!err)
		err = find(&reader, &node, name, &node, why);
	if (!err)
		err = read_whole(&reader, &node, max, ret, why);
	reader_close(&reader);
	return err;
}
