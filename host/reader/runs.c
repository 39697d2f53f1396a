/* SPDX-License-Identifier: MIT */
#include "host/reader/runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"

static bool take_step(struct reader *reader)
{
	if (reader->steps_left == 0)
		return false;
	reader->steps_left--;
	return true;
}

static int out_of_steps(struct text *why)
{
	return explain(why, -EFBIG, "the image takes more steps to read than "
		       "its size allows");
}

static struct reader_run *map_add(struct reader_runs *runs)
{
	if (runs->map_count == runs->map_size) {
		size_t size = 2 * runs->map_size + 16;
		struct reader_run *map = reallocarray(runs->map, size,
						      sizeof(*map));

		if (!map)
			return NULL;
		runs->map = map;
		runs->map_size = size;
	}
	return &runs->map[runs->map_count++];
}

/* A callback of ext2fs_block_iterate3(): one block of the file, or with a
 * `logical` below 0 one of its map. */
static int map_block(ext2_filsys fs, blk64_t *physical, e2_blkcnt_t logical,
		     blk64_t map, int offset, void *private)
{
	struct reader_runs *runs = private;
	struct reader_run *last = runs->map_count == 0 ? NULL :
				  &runs->map[runs->map_count - 1];

	(void)fs;
	(void)map;
	(void)offset;
	if (!take_step(runs->reader)) {
		runs->err = -EFBIG;
		return BLOCK_ABORT;
	}
	if (last && !last->of_tree && logical >= 0 &&
	    last->logical + last->count == (uint64_t)logical &&
	    last->physical + last->count == *physical) {
		last->count++;
		return 0;
	}
	last = map_add(runs);
	if (!last) {
		runs->err = -ENOMEM;
		return BLOCK_ABORT;
	}
	*last = (struct reader_run){
		.logical = logical < 0 ? 0 : (uint64_t)logical,
		.physical = *physical, .count = 1, .of_tree = logical < 0,
	};
	return 0;
}

static int open_map(struct reader_runs *runs, ext2_ino_t ino,
		    struct text *why)
{
	errcode_t code = ext2fs_block_iterate3(runs->reader->fs, ino,
					       BLOCK_FLAG_READ_ONLY, NULL,
					       map_block, runs);

	if (runs->err == -EFBIG)
		(void)out_of_steps(why);
	else if (runs->err < 0)
		(void)explain(why, runs->err, "%s", strerror(-runs->err));
	else if (code)
		runs->err = explain(why, -EUCLEAN, "its blocks: %s",
				    error_message(code));
	if (runs->err < 0)
		reader_runs_close(runs);
	return runs->err;
}

int reader_runs_open(struct reader_runs *runs, struct reader *reader,
		     const struct reader_node *node, struct text *why)
{
	errcode_t code;

	*runs = (struct reader_runs){
		.reader = reader, .direction = EXT2_EXTENT_ROOT,
	};
	memcpy(&runs->inode, &node->inode, sizeof(runs->inode));
	if (!(runs->inode.i_flags & EXT4_EXTENTS_FL))
		return open_map(runs, node->ino, why);
	code = ext2fs_extent_open2(reader->fs, node->ino, &runs->inode,
				   &runs->handle);
	return code ? explain(why, -EUCLEAN, "its extents: %s",
			      error_message(code)) : 0;
}

void reader_runs_close(struct reader_runs *runs)
{
	if (runs->handle)
		ext2fs_extent_free(runs->handle);
	free(runs->map);
	runs->map = NULL;
}

static int check(struct reader_runs *runs, const struct reader_run *run,
		 struct text *why)
{
	uint64_t blocks = runs->reader->blocks;

	/* A tree whose nodes share a child would give the same run again. */
	if (!run->of_tree && run->logical < runs->next)
		return explain(why, -EUCLEAN, "its extents are out of order");
	if (run->count == 0 || run->physical == 0 ||
	    run->physical >= blocks || run->count > blocks - run->physical)
		return explain(why, -EUCLEAN,
			       "an extent lies outside the file system");
	if (!run->of_tree)
		runs->next = run->logical + run->count;
	return 1;
}

/* 1 and the next of the extents or of the tree's blocks; 0 after the last. */
static int next_of_tree(struct reader_runs *runs, struct reader_run *ret,
			struct text *why)
{
	struct ext2fs_extent extent;
	errcode_t code;

	do {
		if (!take_step(runs->reader))
			return out_of_steps(why);
		code = ext2fs_extent_get(runs->handle, runs->direction,
					 &extent);
		if (code == EXT2_ET_EXTENT_NO_NEXT)
			return 0;
		if (code)
			return explain(why, -EUCLEAN, "its extents: %s",
				       error_message(code));
		runs->direction = EXT2_EXTENT_NEXT;
	} while (extent.e_flags & EXT2_EXTENT_FLAGS_SECOND_VISIT);
	*ret = (struct reader_run){
		.logical = extent.e_lblk, .physical = extent.e_pblk,
		.count = extent.e_len,
		.of_tree = !(extent.e_flags & EXT2_EXTENT_FLAGS_LEAF),
		.unwritten = extent.e_flags & EXT2_EXTENT_FLAGS_UNINIT,
	};
	if (ret->of_tree)
		ret->count = 1;
	return 1;
}

int reader_runs_next(struct reader_runs *runs, struct reader_run *ret,
		     struct text *why)
{
	int err = 1;

	if (runs->handle)
		err = next_of_tree(runs, ret, why);
	else if (runs->map_given < runs->map_count)
		*ret = runs->map[runs->map_given++];
	else
		err = 0;
	return err <= 0 ? err : check(runs, ret, why);
}
