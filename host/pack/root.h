/* SPDX-License-Identifier: MIT */
/* root: what becomes the root file system of scripts: a folder, a tar archive
 * or a container image. */
#ifndef GVA_HOST_PACK_ROOT_H
#define GVA_HOST_PACK_ROOT_H

#include "host/pack/blob.h"
#include "host/pack/container.h"
#include "host/pack/source.h"

struct root {
	const char *path;    /* for people */
	struct blobs blobs;
	bool is_folder;      /* of the host, and no layout */
	bool is_container;
	struct container container;
	struct layers *layers;
	unsigned char digest[DIGEST_SIZE]; /* of the archive, or manifest */
};

/* root_open: looks through all of `path` (`-`: stdin, which goes to a file
 * without a name beside `image`), for what is in it; its bytes are taken by
 * root_fill().  `tag`: of an image among several, or NULL.  -errno and `why`.
 * Close it in either case. */
int root_open(const char *path, const char *tag, const char *image,
	      struct root *ret, struct text *why);
/* root_source: its entries. */
struct source root_source(const struct root *root);
/* root_conf: the JSON that goes with it into the image: what a container image
 * says of how to run it, and what it was made from; free it; NULL: no
 * memory. */
char *root_conf(const struct root *root);
/* root_fill: the bytes of files whose inodes a walk has given. */
int root_fill(struct root *root, ext2_filsys fs, struct text *why);
void root_close(struct root *root);

#endif
