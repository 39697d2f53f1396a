/* SPDX-License-Identifier: MIT */
#include "reader_runs.h"

#include <errno.h>

#include "say.h"

int reader_runs_open(struct reader_runs *runs, struct reader *reader,
		     const struct reader_node *node, struct text *why)
{
	errcode_t code;

	runs->reader = reader;
	runs->inode = node->inode;
	runs->direction = EXT2_EXTENT_ROOT;
	runs->next = 0;
	code = ext2fs_extent_open2(reader->fs, node->ino, &runs->inode,
				   &runs->handle);
	return code ? explain(why, -EUCLEAN, "its extents: %s",
			      error_message(code)) : 0;
}

void reader_runs_close(struct reader_runs *runs)
{
	ext2fs_extent_free(runs->handle);
}

static int check(struct reader_runs *runs, const struct ext2fs_extent *extent,
		 struct text *why)
{
	uint64_t blocks = runs->reader->blocks;

	/* A tree whose nodes share a child would give the same run again. */
	if (extent->e_lblk < runs->next)
		return explain(why, -EUCLEAN, "its extents are out of order");
	if (extent->e_len == 0 || extent->e_pblk == 0 ||
	    extent->e_pblk >= blocks ||
	    extent->e_len > blocks - extent->e_pblk)
		return explain(why, -EUCLEAN,
			       "an extent lies outside the file system");
	runs->next = extent->e_lblk + extent->e_len;
	return 0;
}

int reader_runs_next(struct reader_runs *runs, struct reader_run *ret,
		     struct text *why)
{
	struct ext2fs_extent extent;
	errcode_t code;
	int err;

	for (;;) {
		if (runs->reader->steps_left == 0)
			return explain(why, -EFBIG, "the image takes more "
				       "steps to read than its size allows");
		runs->reader->steps_left--;
		code = ext2fs_extent_get(runs->handle, runs->direction,
					 &extent);
		if (code == EXT2_ET_EXTENT_NO_NEXT)
			return 0;
		if (code)
			return explain(why, -EUCLEAN, "its extents: %s",
				       error_message(code));
		runs->direction = EXT2_EXTENT_NEXT;
		if (!(extent.e_flags & EXT2_EXTENT_FLAGS_LEAF))
			continue;
		err = check(runs, &extent, why);
		if (err < 0)
			return err;
		/* Allocated, never written: a hole to whoever reads it. */
		if (extent.e_flags & EXT2_EXTENT_FLAGS_UNINIT)
			continue;
		*ret = (struct reader_run){
			extent.e_lblk, extent.e_pblk, extent.e_len
		};
		return 1;
	}
}
