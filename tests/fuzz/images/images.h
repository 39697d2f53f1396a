/* SPDX-License-Identifier: MIT */
/* images: out images with structures that lie, their checksums mended, and
 * what `gva results` makes of them.  The one fault that is looked for: success
 * where a file, record, name, byte, mode or time is not as it was. */
#ifndef GVA_TESTS_FUZZ_IMAGES_H
#define GVA_TESTS_FUZZ_IMAGES_H

#include <limits.h>

#include "contract/limits.h"
#include "contract/text.h"
#include "host/image/ext2.h"
#include "tests/fuzz/fuzz.h"

enum { BLOCK = 4096, INODE = 256, PATCHES_MAX = 16, SAID_SIZE = 1024 };

/* A structure that can be made to lie. */
enum kind {
	KIND_SUPER, KIND_GROUP, KIND_BLOCK_MAP, KIND_INODE_MAP, KIND_INODE,
	KIND_DIRECTORY, KIND_TREE, KIND_RECORD, KIND_STATUS, KIND_RAW,
	KIND_COUNT,
};

struct target {
	enum kind kind;
	ext2_ino_t ino;    /* of what it is a part, or 0 */
	dgrp_t group;
	uint64_t block;
};

/* An out image as it was, and its structures. */
struct base {
	const char *path;
	ext2_filsys fs;
	struct target *targets; /* by kind */
	size_t count, size;
	size_t first[KIND_COUNT + 1];
	ext2_ino_t *inodes; /* in use */
	size_t inode_count;
};

/* What no file system can tell from what a script meant: a lie about it may
 * be believed in this run. */
enum excuse {
	EXCUSE_MODE = 1, EXCUSE_TIME = 2, EXCUSE_SIZE = 4, EXCUSE_DATA = 8,
	EXCUSE_NAME = 16,
};

/* Bytes of an image that were changed; what was there goes back at last. */
struct patch {
	uint64_t at;
	size_t length;
	unsigned char before[BLOCK];
};

struct mutation {
	const struct base *base;
	int fd;
	uint64_t random; /* the state of its generator */
	int excuses;
	size_t count;
	struct patch patches[PATCHES_MAX];
	struct text said; /* what was done, for people */
	char said_bytes[SAID_SIZE];
};

/* structures.c */
void base_open(struct base *base, const char *path);
void base_close(struct base *base);

/* mutate.c: one to three lies in the image `fd` is a copy of base's. */
void mutate(struct mutation *mutation, const struct base *base, int fd,
	    uint64_t seed);
void mutate_back(struct mutation *mutation);
/* For the files of mutations. */
uint64_t mutate_random(struct mutation *mutation, uint64_t below);
void mutate_read(const struct mutation *mutation, uint64_t at, void *bytes,
		 size_t length);
void mutate_write(struct mutation *mutation, uint64_t at, const void *bytes,
		  size_t length);
/* Changes a number of 1, 2 or 4 bytes; says which, and how. */
void mutate_number(struct mutation *mutation, unsigned char *at, size_t size,
		   const char *name);
const struct target *mutate_pick(struct mutation *mutation, enum kind kind);
void mutate_say(struct mutation *mutation, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* One kind each; `mend`: the checksums are made to match again. */
void lie_super(struct mutation *mutation, const struct target *target,
	       bool mend);
void lie_group(struct mutation *mutation, const struct target *target,
	       bool mend);
void lie_map(struct mutation *mutation, const struct target *target,
	     bool mend);
void lie_inode(struct mutation *mutation, const struct target *target,
	       bool mend);
void lie_directory(struct mutation *mutation, const struct target *target,
		   bool mend);
void lie_tree(struct mutation *mutation, const struct target *target,
	      bool mend);
void lie_record(struct mutation *mutation, const struct target *target,
		bool mend);
void lie_status(struct mutation *mutation, const struct target *target,
		bool mend);
void lie_raw(struct mutation *mutation, const struct target *target,
	     bool mend);

/* judge.c: the tree of a results folder. */
struct tree;
struct tree *tree_read(const char *path);
/* tree_differs: what differs beyond the excuses, into `why`; false: nothing. */
bool tree_differs(const struct tree *is, const struct tree *should,
		  int excuses, struct text *why);
size_t tree_files(const struct tree *tree);
void tree_free(struct tree *tree);

#endif
