/* SPDX-License-Identifier: MIT */
/* image_fs: the ext4 file system of a new image, through libext2fs.  Not by
 * mke2fs: its -d knows one tree with the host's user ids, its defaults differ
 * from host to host (mke2fs.conf), and its bytes are not reproducible. */
#ifndef GVA_HOST_IMAGE_FS_H
#define GVA_HOST_IMAGE_FS_H

#include <time.h>

#include "contract/limits.h"
#include "contract/text.h"
#include "host/image/ext2.h"

enum {
	/* ext4: as many blocks as one bitmap block has bits. */
	IMAGE_GROUP_BLOCKS = 8 * IMAGE_BLOCK,
	IMAGE_INODE = 256,
};

/* What is asked of a file system. */
struct image_shape {
	const char *job; /* its name, or NULL */
	int roles; /* the label; a journal when `out` is among them */
	uint64_t blocks;
	uint32_t inodes;
	time_t epoch; /* of every time that is not a source file's own */
};

/* image_fs_blocks: how many blocks a file system must have so that `content`
 * blocks of it are free for content beside its own tables. */
uint64_t image_fs_blocks(uint64_t content, uint32_t inodes);

/* image_fs_make: an empty file system (root and lost+found) in a file of
 * zeros, open for writing; close it with ext2fs_close_free().  It may be some
 * blocks smaller than asked where the last group would be too small. */
errcode_t image_fs_make(int fd, const struct image_shape *shape,
			ext2_filsys *ret_fs);
/* image_fs_open: the file system in `fd`, to be written.  libext2fs gets a
 * descriptor of its own, never a path: it takes what follows a `?` in one
 * for options, and may find another file there. */
errcode_t image_fs_open(int fd, ext2_filsys *ret_fs);

/* image_fs_explain: a libext2fs or errno code as text and as -errno. */
int image_fs_explain(struct text *why, errcode_t code, const char *verb,
		     const char *object);

#endif
