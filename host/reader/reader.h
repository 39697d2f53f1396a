/* SPDX-License-Identifier: MIT */
/* reader: the file system of an image that a guest has written, read with
 * libext2fs; shared by the files of this room.  It is hostile input: every
 * number in it may be a lie.  The reader holds one descriptor, open for
 * reading, and knows no path.  Reasons in `why` are clauses without a name in
 * front.  Errors: -EUCLEAN, the image
 * is damaged; -EFBIG, a limit on work or size; others are the host's own. */
#ifndef GVA_HOST_READER_READER_H
#define GVA_HOST_READER_READER_H

#include <sys/types.h>
#include <time.h>

#include "host/image/ext2.h"
#include "host/image/image.h"

struct reader {
	int fd; /* not owned */
	ext2_filsys fs;
	uint64_t blocks;      /* of the file system */
	uint64_t blocks_left; /* that may still be read: bounds shared blocks */
	uint64_t steps_left;  /* through extent trees: bounds their cycles */
};

enum reader_kind { READER_FILE, READER_DIRECTORY, READER_OTHER };

struct reader_node {
	ext2_ino_t ino;
	enum reader_kind kind;
	mode_t mode; /* the twelve bits */
	uint64_t size;
	struct timespec mtime;
	struct ext2_inode_large inode;
};

/* One entry of a directory; the name may be any bytes but is never empty. */
struct reader_entry {
	ext2_ino_t ino;
	unsigned char length;
	char *name; /* NUL-terminated */
};

struct reader_list {
	struct reader_entry *entries; /* in byte order of names */
	size_t count;
};

/* reader_open: checks the superblock (host/image/check.h), opens it. */
int reader_open(int fd, const struct image *image, struct reader *ret,
		struct text *why);
void reader_close(struct reader *reader);

/* reader_verify: whether the whole file system agrees with itself, as e2fsck
 * would have it: every checksum; each block and inode in use has one owner
 * and a name, and nothing that is named is missing.  What was taken away
 * is seen by what it leaves behind.  -EUCLEAN: it does not.  Linear in what
 * is used. */
int reader_verify(struct reader *reader, struct text *why);

/* reader_node: what an inode number stands for.  READER_OTHER: a link, a
 * device, a fifo, a socket.  -EUCLEAN: damaged, or a file or directory of a
 * kind that is not read. */
int reader_node(struct reader *reader, ext2_ino_t ino,
		struct reader_node *ret, struct text *why);

/* reader_node_of: the same, of an inode that was read. */
int reader_node_of(const struct ext2_inode_large *inode, ext2_ino_t ino,
		   struct reader_node *ret, struct text *why);

/* reader_list: all entries of a directory but "." and ".."; -EFBIG when they
 * are more than `max`. */
int reader_list(struct reader *reader, const struct reader_node *directory,
		size_t max, struct reader_list *ret, struct text *why);
void reader_list_free(struct reader_list *list);
/* reader_find: an entry by name, or NULL. */
const struct reader_entry *reader_find(const struct reader_list *list,
				       const char *name);

/* Takes a piece of a file, which has its place at `at`; 0, or the reading
 * ends. */
typedef int reader_take(void *context, struct span bytes, uint64_t at);
/* reader_read: gives all bytes of a file that are no hole, at rising places
 * and none past its size, PARCEL_BYTES_MAX at most at once; what is not given
 * is zeros.  An error of `take` is handed on. */
int reader_read(struct reader *reader, const struct reader_node *file,
		reader_take *take, void *context, struct text *why);

#endif
