/* SPDX-License-Identifier: MIT */
/* reader_entries: the entries of a directory, in the order of its bytes. */
#ifndef GVA_HOST_READER_ENTRIES_H
#define GVA_HOST_READER_ENTRIES_H

#include "host/image/fs.h"
#include "host/reader/runs.h"

/* One entry, of "." and ".." too.  The name may be any bytes but is never
 * empty; it lies in the cursor, until the next call. */
struct reader_dirent {
	ext2_ino_t ino;     /* never 0 */
	unsigned char type; /* EXT2_FT_...: what it says that it leads to */
	struct span name;
	uint64_t at;        /* where in the directory, in bytes */
};

struct reader_entries {
	const struct reader_node *directory;
	struct reader_runs runs;
	struct reader_run run; /* at hand; what is left of it */
	uint64_t block_at;     /* where `block` begins, in bytes */
	size_t at;             /* in `block`; IMAGE_BLOCK: it is used up */
	_Alignas(8) unsigned char block[IMAGE_BLOCK];
};

/* reader_entries_open: `directory` must outlive the cursor. */
int reader_entries_open(struct reader_entries *entries, struct reader *reader,
			const struct reader_node *directory, struct text *why);
/* reader_entries_next: 1 and an entry; 0 after the last. */
int reader_entries_next(struct reader_entries *entries,
			struct reader_dirent *ret, struct text *why);
void reader_entries_close(struct reader_entries *entries);

#endif
