/* SPDX-License-Identifier: MIT */
/* image_tree: a source's entries on their way into an image: measured first,
 * then copied.  Both see them in byte order of their names. */
#ifndef GVA_HOST_PACK_TREE_H
#define GVA_HOST_PACK_TREE_H

#include <sys/stat.h>

#include "contract/text.h"
#include "host/image/ext2.h"
#include "host/pack/source.h"

/* What a tree takes in an image, or more. */
struct image_need {
	uint64_t blocks;
	uint64_t inodes;
};

/* image_tree_measure: adds what a source (a folder, or one regular file)
 * takes.  Sockets, fifos and devices are left out, and told by
 * say(); `image`, the file that it is all to go into, is refused. */
int image_tree_measure(const struct source *source, const struct stat *image,
		       struct image_need *need, struct text *why);
/* image_tree_copy: copies what is in a source into the directory `into` of the
 * image, which gets the mode and time of the source's folder.  No time is
 * later than `latest`. */
int image_tree_copy(const struct source *source, ext2_filsys fs, ext2_ino_t into,
		    time_t latest, struct text *why);
/* image_tree_copy_script: one regular file as script-bin/NAME in `into`. */
int image_tree_copy_script(const char *path, ext2_filsys fs, ext2_ino_t into,
			   time_t latest, struct text *why);

#endif
