/* SPDX-License-Identifier: MIT */
/* reader_runs: where the bytes of a node lie, run by run, in rising order. */
#ifndef GVA_HOST_READER_RUNS_H
#define GVA_HOST_READER_RUNS_H

#include "reader.h"

/* Blocks of data that lie side by side. */
struct reader_run {
	uint64_t logical;  /* first block in the file */
	uint64_t physical; /* first block in the file system; all are in it */
	uint64_t count;
};

struct reader_runs {
	struct reader *reader;
	ext2_extent_handle_t handle;
	struct ext2_inode inode;
	int direction; /* of ext2fs_extent_get() */
	uint64_t next; /* no later run begins before this logical block */
};

int reader_runs_open(struct reader_runs *runs, struct reader *reader,
		     const struct reader_node *node, struct text *why);
/* reader_runs_next: 1 and a run; 0 after the last. */
int reader_runs_next(struct reader_runs *runs, struct reader_run *ret,
		     struct text *why);
void reader_runs_close(struct reader_runs *runs);

#endif
