/* SPDX-License-Identifier: MIT */
/* results_tree: the folder files/, what the scripts left in /out. */
#include <errno.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/results/extraction.h"
#include "host/results/place.h"

/* A folder that is being copied, and those that it lies in. */
struct level {
	const struct level *up;
	ext2_ino_t ino;
	int depth;
	int fd;
};

static int visit_entry(struct extraction *extraction,
		       const struct reader_entry *entry, void *context);

static bool is_above(const struct level *level, ext2_ino_t ino)
{
	for (; level; level = level->up)
		if (level->ino == ino)
			return true;
	return false;
}

static int copy_file(struct extraction *extraction, const struct level *level,
		     const struct reader_entry *entry,
		     const struct reader_node *node)
{
	int fd = extraction_file(extraction, level->fd, entry, node, NULL);
	int err = fd < 0 ? fd : place_done(fd, node->mode, &node->mtime);

	if (fd >= 0 && err < 0)
		(void)explain(extraction->reason, err, "write: %s",
			      strerror(-err));
	if (err < 0)
		return extraction_trouble(extraction, err);
	extraction->results->files++;
	return 0;
}

static int enter_folder(struct extraction *extraction,
			const struct level *level,
			const struct reader_entry *entry,
			const struct reader_node *node)
{
	struct level below = { level, node->ino, level->depth + 1, -1 };
	int err;

	if (is_above(level, node->ino))
		return extraction_trouble(extraction, explain(
			extraction->reason, -EUCLEAN,
			"a folder that contains itself"));
	if (below.depth > EXTRACTION_DEPTH_MAX)
		return extraction_trouble(extraction, explain(
			extraction->reason, -EFBIG,
			"more than 64 folders deep"));
	below.fd = extraction_folder(extraction, level->fd, entry->name);
	if (below.fd < 0)
		return extraction_trouble(extraction, below.fd);
	err = extraction_each(extraction, node, visit_entry, &below);
	return extraction_folder_done(extraction, below.fd, node, err);
}

static int visit_entry(struct extraction *extraction,
		       const struct reader_entry *entry, void *context)
{
	const struct level *level = context;
	struct reader_node node;
	int err;

	if (!place_name_ok((struct span){ entry->name, entry->length })) {
		extraction_left_out(extraction, "no name for a file");
		return 0;
	}
	err = reader_node(&extraction->reader, entry->ino, &node,
			  extraction->reason);
	if (err < 0)
		return extraction_trouble(extraction, err);
	switch (node.kind) {
	case READER_FILE:
		return copy_file(extraction, level, entry, &node);
	case READER_DIRECTORY:
		return enter_folder(extraction, level, entry, &node);
	case READER_OTHER:
		break;
	}
	extraction_left_out(extraction, "neither a file nor a folder");
	return 0;
}

int extraction_tree(struct extraction *extraction,
		    const struct reader_node *node, int directory)
{
	/* Nothing in files/ may lead up to the root of the file system. */
	struct level root = { NULL, EXT2_ROOT_INO, 0, -1 };
	struct level top = { &root, node->ino, 1, directory };
	int err;

	extraction->in_files = true;
	err = extraction_each(extraction, node, visit_entry, &top);
	extraction->in_files = false;
	return err;
}
