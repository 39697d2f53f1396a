/* SPDX-License-Identifier: MIT */
/* image_node: files, directories and links of a file system in the making. */
#ifndef GVA_HOST_IMAGE_NODE_H
#define GVA_HOST_IMAGE_NODE_H

#include <errno.h>
#include <sys/stat.h>

#include "contract/text.h"
#include "host/image/ext2.h"
#include "host/image/folder.h"

/* What came of a file that something wrote to while it was read. */
enum { IMAGE_NODE_CHANGED = ESTALE };

/* New entries: owner, mode and every time (its mtime) from `stat`. */
struct image_node {
	ext2_ino_t parent;
	const char *name;
	const struct stat *stat;
	struct image_folder *folder; /* the parent where it is open, or NULL */
};

errcode_t image_node_add_directory(ext2_filsys fs,
				   const struct image_node *node,
				   ext2_ino_t *ret_ino);
errcode_t image_node_add_symlink(ext2_filsys fs, const struct image_node *node,
				 const char *target, ext2_ino_t *ret_ino);
/* image_node_add_file: the bytes of `fd`, holes kept.  IMAGE_NODE_CHANGED: it
 * has fewer than `stat` says. */
errcode_t image_node_add_file(ext2_filsys fs, const struct image_node *node,
			      int fd, ext2_ino_t *ret_ino);
/* image_node_add_sized: a file of the size of `stat`, one hole, for
 * image_node_write(). */
errcode_t image_node_add_sized(ext2_filsys fs, const struct image_node *node,
			       ext2_ino_t *ret_ino);
/* image_node_write: bytes at a place of a file. */
errcode_t image_node_write(ext2_file_t file, const void *bytes, size_t length,
			   uint64_t at);
/* image_node_add_bytes: a file with these bytes. */
errcode_t image_node_add_bytes(ext2_filsys fs, const struct image_node *node,
			       struct span bytes);
errcode_t image_node_add_link(ext2_filsys fs, const struct image_node *node,
			      ext2_ino_t ino);
/* image_node_set_meta: owner, mode and times of `stat` on a node that is there. */
errcode_t image_node_set_meta(ext2_filsys fs, ext2_ino_t ino,
			      const struct stat *stat);

#endif
