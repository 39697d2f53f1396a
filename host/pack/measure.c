/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/image/fs.h"
#include "host/pack/links.h"
#include "host/pack/tree.h"

enum {
	/* An entry: 8 bytes and the name, rounded up to 4. */
	ENTRY_HEAD = 8,
	ENTRY_MAX = ENTRY_HEAD + 256,
	/* ".", "..", and lost+found in a root. */
	ENTRIES_FIXED = 12 + 12 + 20,
	/* A directory block less its checksum and the room that the next
	 * entry may not have fitted into. */
	DIRECTORY_BLOCK = IMAGE_BLOCK - 12 - ENTRY_MAX,
	EXTENTS_IN_INODE = 4,
	EXTENTS_OF_BLOCK = (IMAGE_BLOCK - 12 - 4) / 12,
	EXTENT_BLOCKS_MAX = 32768,
	SYMLINK_IN_INODE = 60,
	LEFT_OUT_TOLD = 10,
};

static uint64_t blocks_of(uint64_t bytes)
{
	return (bytes + IMAGE_BLOCK - 1) / IMAGE_BLOCK;
}

/* Blocks of extent trees, when every run of data and every cut by a block
 * group makes an extent, and every node is half full as after a split. */
static uint64_t tree_blocks(uint64_t data, uint64_t runs)
{
	uint64_t extents = runs + 2 * (data / EXTENT_BLOCKS_MAX);

	if (extents <= EXTENTS_IN_INODE)
		return 0;
	return 2 * (extents / EXTENTS_OF_BLOCK + 1) + 1;
}

/* Runs of data, as SEEK_DATA tells them: a sparse file stays sparse. */
static int measure_data(int fd, off_t size, struct image_need *need)
{
	uint64_t data = 0, runs = 0;
	off_t at = 0;

	while (at < size) {
		off_t start = lseek(fd, at, SEEK_DATA);
		off_t end = start < 0 ? -1 : lseek(fd, start, SEEK_HOLE);

		if (start < 0 && errno == ENXIO)
			break; /* a hole up to the end */
		if (end < 0)
			return -errno;
		/* A block that is data in part is all data. */
		data += blocks_of((uint64_t)end) -
			(uint64_t)start / IMAGE_BLOCK;
		runs++;
		at = end;
	}
	need->blocks += data + tree_blocks(data, runs);
	return 0;
}

struct measure {
	const struct stat *image;
	struct image_need *need;
	struct image_links links;
	uint64_t *named; /* by depth: bytes of the entries of the folder there */
	size_t depths;   /* of `named` */
	uint64_t left_out;
};

static bool is_image(const struct measure *measure, const struct stat *stat)
{
	return stat->st_dev == measure->image->st_dev &&
	       stat->st_ino == measure->image->st_ino;
}

/* Only that it is known counts, there is no inode yet. */
static int note_link(struct measure *measure, const struct entry *entry,
		     struct text *why)
{
	int err = image_links_note(&measure->links, entry->stat, 1);

	return err < 0 ? explain(why, err, "read %s: %s", entry->path,
				 strerror(-err)) : 0;
}

static int measure_file(const struct entry *entry, struct measure *measure,
			struct text *why)
{
	int fd, err;

	/* Half made, it would be a part of itself. */
	if (is_image(measure, entry->stat))
		return explain(why, -EINVAL, "pack %s: it is the image that is "
			       "being made, put it outside of what goes into "
			       "it", entry->path);
	if (image_links_find(&measure->links, entry->stat))
		return 0;
	if (!entry->at) {
		measure->need->blocks += entry->blocks +
					 tree_blocks(entry->blocks,
						     entry->runs);
		return note_link(measure, entry, why);
	}
	fd = entry_open(entry);
	if (fd < 0)
		return explain(why, -errno, "read %s: %s", entry->path,
			       strerror(errno));
	err = measure_data(fd, entry->stat->st_size, measure->need);
	file_close_read(fd);
	return err < 0 ? explain(why, err, "read %s: %s", entry->path,
				 strerror(-err)) :
			 note_link(measure, entry, why);
}

/* One line for each of the first; a folder of sockets must not flood. */
static void tell_left_out(struct measure *measure, const struct entry *entry)
{
	mode_t mode = entry->stat->st_mode;
	const char *kind = S_ISFIFO(mode) ? "fifo" : S_ISSOCK(mode) ?
			   "socket" : S_ISBLK(mode) ? "block device" :
			   "character device";

	if (measure->left_out++ < LEFT_OUT_TOLD)
		say("warning: %s: a %s is left out", entry->path, kind);
}

/* Nothing is in it yet. */
static int enter(struct measure *measure, const struct entry *entry,
		 struct text *why)
{
	if (entry->depth >= measure->depths) {
		size_t depths = 2 * entry->depth + 1;
		uint64_t *named = reallocarray(measure->named, depths,
					       sizeof(*named));

		if (!named)
			return explain(why, -ENOMEM, "read %s: %s",
				       entry->path, strerror(ENOMEM));
		measure->named = named;
		measure->depths = depths;
	}
	measure->named[entry->depth] = 0;
	return 0;
}

static void leave(struct measure *measure, const struct entry *entry)
{
	uint64_t blocks = (measure->named[entry->depth] + ENTRIES_FIXED) /
			  DIRECTORY_BLOCK + 1;

	/* What is packed meanwhile lies between them. */
	measure->need->blocks += blocks + tree_blocks(blocks, blocks);
}

static void count_name(struct measure *measure, const struct entry *entry)
{
	if (entry->depth > 0)
		measure->named[entry->depth - 1] +=
			ENTRY_HEAD + (strlen(entry->name) + 3) / 4 * 4;
	measure->need->inodes++;
	measure->need->blocks += entry->xattrs.length > 0;
}

static int measure_entry(const struct entry *entry, void *context,
			 struct text *why)
{
	struct measure *measure = context;

	switch (entry->kind) {
	case ENTRY_OTHER:
		tell_left_out(measure, entry);
		return 0;
	case ENTRY_FOLDER_END:
		leave(measure, entry);
		return 0;
	case ENTRY_FOLDER:
		count_name(measure, entry);
		return enter(measure, entry, why);
	case ENTRY_FILE:
		count_name(measure, entry);
		return measure_file(entry, measure, why);
	case ENTRY_SYMLINK:
		count_name(measure, entry);
		measure->need->blocks +=
			entry->stat->st_size >= SYMLINK_IN_INODE;
	}
	return 0;
}

int image_tree_measure(const struct source *source, const struct stat *image,
		       struct image_need *need, struct text *why)
{
	struct measure measure = { .image = image, .need = need };
	int err = source_walk(source, measure_entry, &measure, why);

	if (measure.left_out > LEFT_OUT_TOLD)
		say("warning: %s: %llu more that are no files are left out",
		    source->path, (unsigned long long)measure.left_out -
			  LEFT_OUT_TOLD);
	image_links_free(&measure.links);
	free(measure.named);
	return err;
}
