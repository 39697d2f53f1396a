/* SPDX-License-Identifier: MIT */
/* tree: folders and files of a file system, read by libext2fs. */
#ifndef GVA_TESTS_CRASH_TREE_H
#define GVA_TESTS_CRASH_TREE_H

#include "host/image/ext2.h"

#include <stddef.h>

enum { TREE_NAMES_MAX = 128, TREE_NAME_SIZE = 256 };

struct tree_names {
	char names[TREE_NAMES_MAX][TREE_NAME_SIZE];
	size_t count;
};

/* tree_open: NULL when libext2fs does not take it; ext2fs_free() closes. */
ext2_filsys tree_open(const char *path);
/* tree_list: the names in a folder, in the order of the disk.  -ENOENT: there
 * is none; -EFBIG: more names than there is room for. */
int tree_list(ext2_filsys fs, const char *path, struct tree_names *ret);
/* tree_size, tree_read: of a file.  -ENOENT; -EIO; -EFBIG: more than fits. */
int tree_size(ext2_filsys fs, const char *path, uint64_t *ret);
int tree_read(ext2_filsys fs, const char *path, char *ret, size_t size,
	      size_t *ret_length);

#endif
