/* SPDX-License-Identifier: MIT */
/* verify: a file system held against itself, under way; shared by the files
 * that make up reader_verify(), see reader.h.  Every function gives 0, or an
 * error with its reason in `why`. */
#ifndef GVA_HOST_READER_VERIFY_H
#define GVA_HOST_READER_VERIFY_H

#include "host/reader/reader.h"

/* An inode in use that is a file of any kind. */
struct verify_inode {
	ext2_ino_t ino;
	ext2_ino_t above;  /* of a directory: that which names it; 0: none yet */
	ext2_ino_t dotdot; /* of a directory: where its ".." leads */
	uint32_t names;    /* entries that lead to it */
	uint16_t links;    /* what it says of that */
	unsigned char type; /* EXT2_FT_... */
	bool indexed;      /* of a directory: hashed */
	bool nameless;     /* of the file system's own: no entry leads to it */
	bool reached;      /* of a directory: from the root */
};

/* Blocks side by side that something owns. */
struct verify_claim {
	uint64_t first, count;
};

/* A block of extended attributes, once for each inode that uses it. */
struct verify_shared {
	uint64_t block;
	ext2_ino_t ino;
};

struct verify {
	struct reader *reader;
	ext2_filsys fs;
	struct text *why;
	struct verify_inode *inodes; /* by rising number */
	size_t inode_count, inode_size;
	struct verify_claim *claims;
	size_t claim_count, claim_size;
	struct verify_shared *shared;
	size_t shared_count, shared_size;
};

/* verify_damage: -EUCLEAN, with the reason. */
int verify_damage(struct verify *verify, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* verify_room: makes room for one more in an array of `count` of `size`. */
int verify_room(struct verify *verify, void **array, size_t count,
		size_t *size, size_t item);
int verify_claim(struct verify *verify, uint64_t first, uint64_t count);
/* verify_find: an inode in use, or NULL. */
struct verify_inode *verify_find(struct verify *verify, ext2_ino_t ino);

/* The steps, in this order. */
/* Descriptors of groups: where tables and bitmaps lie.  Claims those. */
int verify_groups(struct verify *verify);
/* Every inode in use, and its blocks.  Fills `inodes`. */
int verify_inodes(struct verify *verify);
/* Every entry of every directory; then links and ways to the root. */
int verify_names(struct verify *verify);
/* Claims, bitmaps and counts. */
int verify_counts(struct verify *verify);

#endif
