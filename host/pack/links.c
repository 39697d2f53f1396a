/* SPDX-License-Identifier: MIT */
#include "host/pack/links.h"

#include <errno.h>
#include <search.h>
#include <stdlib.h>

struct known {
	dev_t device;
	ino_t inode;
	ext2_ino_t ino;
};

static int by_identity(const void *a, const void *b)
{
	const struct known *one = a, *two = b;

	if (one->device != two->device)
		return one->device < two->device ? -1 : 1;
	if (one->inode != two->inode)
		return one->inode < two->inode ? -1 : 1;
	return 0;
}

ext2_ino_t image_links_find(const struct image_links *links,
			    const struct stat *stat)
{
	struct known wanted = { stat->st_dev, stat->st_ino, 0 };
	struct known **found = tfind(&wanted, &links->tree, by_identity);

	return found ? (*found)->ino : 0;
}

int image_links_note(struct image_links *links, const struct stat *stat,
		     ext2_ino_t ino)
{
	struct known *known;

	if (stat->st_nlink < 2)
		return 0;
	known = malloc(sizeof(*known));
	if (!known)
		return -ENOMEM;
	*known = (struct known){ stat->st_dev, stat->st_ino, ino };
	if (!tsearch(known, &links->tree, by_identity)) {
		free(known);
		return -ENOMEM;
	}
	return 0;
}

void image_links_free(struct image_links *links)
{
	tdestroy(links->tree, free);
	links->tree = NULL;
}
