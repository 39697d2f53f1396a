/* SPDX-License-Identifier: MIT */
#include "host/results/extraction.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/results/place.h"

enum { TOLD_MAX = 10 };

size_t extraction_enter(struct extraction *extraction, const char *name,
			size_t length)
{
	size_t mark = extraction->path.length;

	if (mark > 0)
		text_put(&extraction->path, "/");
	text_put_escaped(&extraction->path, name, length);
	return mark;
}

void extraction_leave(struct extraction *extraction, size_t mark)
{
	extraction->path.length = mark;
	extraction->path.bytes[mark] = '\0';
	extraction->path.cut = false;
}

void extraction_left_out(struct extraction *extraction, const char *reason)
{
	if (extraction->results->left_out++ < TOLD_MAX)
		say("leave out %s: %s", extraction->path.bytes, reason);
}

/* Whether the image brought it about, not the host. */
static bool is_of_the_image(int err)
{
	switch (-err) {
	case EUCLEAN:
	case EFBIG:
	case EEXIST: /* a folder that names an entry twice */
	case EINVAL: /* a name that the host's file system does not take */
	case EILSEQ:
	case ENAMETOOLONG:
		return true;
	default:
		return false;
	}
}

int extraction_trouble(struct extraction *extraction, int err)
{
	const char *path = extraction->path.bytes;
	const char *reason = extraction->reason->bytes;

	if (!is_of_the_image(err))
		return explain(extraction->why, err, "extract %s: %s", path,
			       reason);
	/* EEXIST is of a folder that names an entry twice. */
	extraction->excesses += extraction->in_files && err != -EUCLEAN &&
				err != -EEXIST;
	if (extraction->problems++ == 0)
		(void)explain(extraction->why, err, "extract %s: %s", path,
			      reason);
	if (extraction->problems <= TOLD_MAX)
		say("extract %s: %s", path, reason);
	return 0;
}

int extraction_problem(struct extraction *extraction, const char *reason)
{
	return extraction_trouble(extraction,
				  explain(extraction->reason, -EUCLEAN, "%s",
					  reason));
}

int extraction_list(struct extraction *extraction,
		    const struct reader_node *directory,
		    struct reader_list *ret)
{
	int err = reader_list(&extraction->reader, directory,
			      extraction->entries_left, ret,
			      extraction->reason);

	if (!err)
		extraction->entries_left -= ret->count;
	return err;
}

int extraction_each(struct extraction *extraction,
		    const struct reader_node *folder, extraction_visit *visit,
		    void *context)
{
	struct reader_list list;
	int err = extraction_list(extraction, folder, &list);

	if (err < 0)
		return extraction_trouble(extraction, err);
	for (size_t i = 0; i < list.count && !err; i++) {
		const struct reader_entry *entry = &list.entries[i];
		size_t mark = extraction_enter(extraction, entry->name,
					       entry->length);

		err = visit(extraction, entry, context);
		extraction_leave(extraction, mark);
	}
	reader_list_free(&list);
	return err;
}

static int explain_place(struct extraction *extraction, int err)
{
	return explain(extraction->reason, err, "%s", err == -EEXIST ?
		       "it is there already" : strerror(-err));
}

int extraction_folder(struct extraction *extraction, int directory,
		      const char *name)
{
	int fd = place_folder(directory, name);

	return fd < 0 ? explain_place(extraction, fd) : fd;
}

int extraction_folder_done(struct extraction *extraction, int folder,
			   const struct reader_node *node, int err)
{
	int closed = place_done(folder, node->mode, &node->mtime);

	if (err < 0 || closed >= 0)
		return err;
	(void)explain(extraction->reason, closed, "write: %s",
		      strerror(-closed));
	return extraction_trouble(extraction, closed);
}

/* A file of the host in the making. */
struct copy {
	int to;
	uint64_t bytes; /* that are no hole */
	struct extraction_head *head; /* or NULL */
};

/* EFBIG of this host (ulimit -f, a file system with small files), while
 * everywhere else it says that the image claims too much. */
static int explain_write(struct text *why, int err)
{
	return explain(why, err == -EFBIG ? -EDQUOT : err, "write: %s",
		       strerror(-err));
}

static int take_piece(void *context, const char *bytes, size_t length,
		      uint64_t at, struct text *why)
{
	struct copy *copy = context;
	size_t room = copy->head && at < copy->head->length ?
		      copy->head->length - (size_t)at : 0;
	int err = file_write_at(copy->to, bytes, length, (off_t)at);

	if (err < 0)
		return explain_write(why, err);
	copy->bytes += length;
	if (room > 0)
		memcpy(copy->head->bytes + at, bytes,
		       length < room ? length : room);
	return 0;
}

/* Holes stay holes. */
static int copy_file(struct extraction *extraction,
		     const struct reader_node *node, struct copy *copy)
{
	int err;

	if (copy->head)
		copy->head->length = node->size < RECORD_SIZE_MAX ?
				     (size_t)node->size : RECORD_SIZE_MAX;
	err = reader_read(&extraction->reader, node, take_piece, copy,
			  extraction->reason);
	if (!err && ftruncate(copy->to, (off_t)node->size) < 0)
		err = explain_write(extraction->reason, -errno);
	return err;
}

int extraction_file(struct extraction *extraction, int directory,
		    const struct reader_entry *entry,
		    const struct reader_node *node,
		    struct extraction_head *head)
{
	struct copy copy = {
		.to = place_file(directory, entry->name), .head = head,
	};
	int err;

	if (copy.to < 0)
		return explain_place(extraction, copy.to);
	err = copy_file(extraction, node, &copy);
	if (err < 0) {
		(void)close(copy.to);
		/* Made above: half a file must not look like a whole one. */
		(void)unlinkat(directory, entry->name, 0);
		return err;
	}
	extraction->results->bytes += copy.bytes;
	return copy.to;
}
