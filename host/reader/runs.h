/* SPDX-License-Identifier: MIT */
/* reader_runs: where the bytes of a node lie, run by run, in rising order,
 * from its extents or, where a job cleared those (chattr -e), its block map. */
#ifndef GVA_HOST_READER_RUNS_H
#define GVA_HOST_READER_RUNS_H

#include "host/reader/reader.h"

/* Blocks that lie side by side. */
struct reader_run {
	uint64_t logical;  /* first block in the file */
	uint64_t physical; /* first block in the file system; all are in it */
	uint64_t count;
	bool of_tree;      /* no data: a block of the tree or map itself */
	bool unwritten;    /* allocated, never written: a hole to its reader */
};

struct reader_runs {
	struct reader *reader;
	ext2_extent_handle_t handle; /* NULL: by its block map */
	struct ext2_inode inode;
	int direction; /* of ext2fs_extent_get() */
	uint64_t next; /* no later run begins before this logical block */
	/* Of a block map: what it has in all, and how many were given. */
	struct reader_run *map;
	size_t map_count, map_size, map_given;
	int err;
};

int reader_runs_open(struct reader_runs *runs, struct reader *reader,
		     const struct reader_node *node, struct text *why);
/* reader_runs_next: 1 and a run; 0 after the last. */
int reader_runs_next(struct reader_runs *runs, struct reader_run *ret,
		     struct text *why);
void reader_runs_close(struct reader_runs *runs);

#endif
