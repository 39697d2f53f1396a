/* SPDX-License-Identifier: MIT */
/* image_links: files of the host that have several names, so that each goes
 * into an image once. */
#ifndef GVA_HOST_PACK_LINKS_H
#define GVA_HOST_PACK_LINKS_H

#include <sys/stat.h>

#include "host/image/ext2.h"

struct image_links {
	void *tree; /* for tsearch(3); starts as NULL */
};

/* image_links_find: the inode that was noted for a file, or 0. */
ext2_ino_t image_links_find(const struct image_links *links,
			    const struct stat *stat);
/* image_links_note: notes the first name's inode; -ENOMEM. */
int image_links_note(struct image_links *links, const struct stat *stat,
		     ext2_ino_t ino);
void image_links_free(struct image_links *links);

#endif
