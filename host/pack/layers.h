/* SPDX-License-Identifier: MIT */
/* layers: the tree that is left of the layers of an image, or of one archive:
 * what an upper layer says of a name goes before what a lower one said.
 * Names, owners, modes, times; the bytes of files stay in their archives.
 * All of it is in memory, within the limits below.
 * Source: the OCI image specification, layer.md ("Applying Changesets"). */
#ifndef GVA_HOST_PACK_LAYERS_H
#define GVA_HOST_PACK_LAYERS_H

#include "host/image/ext2.h"
#include "host/pack/walk.h"

enum {
	LAYERS_NAMES_MAX = 2000000,
	LAYERS_ITEMS_MAX = 4000000, /* those that were replaced, too */
	LAYERS_DEPTH_MAX = 1000,  /* folders within folders */
	LAYERS_FOLLOW_MAX = 40,   /* symbolic links in a path, as Linux */
	LAYERS_XATTRS_MAX = 65536, /* bytes of one file's */
};

struct layers;

/* What an archive says of a name. */
struct layers_item {
	const char *path;
	const char *link;    /* the path of the file whose further name it is,
			      * or NULL */
	const char *target;  /* of a symbolic link */
	struct stat stat;    /* with the kind in its mode */
	struct span xattrs;  /* xattrs.h */
	uint64_t blocks;     /* of data */
	uint64_t runs;       /* of data between holes */
};

/* layers_new: an empty root; NULL without memory. */
struct layers *layers_new(void);
void layers_free(struct layers *layers);

/* layers_next: what is added from here on is of the next layer.  Whether names
 * that begin with .wh. take away what lower layers have. */
void layers_next(struct layers *layers, bool whiteouts);
/* layers_add: takes in what an archive says, in its order.  A path never leads
 * out: it is looked up from the root of the tree, links in it too.  A further
 * entry of a name takes the place of the one before.  -EINVAL and `why`,
 * which begins with the path: what no tree can hold, or one of the limits;
 * -ENOMEM. */
int layers_add(struct layers *layers, const struct layers_item *item,
	       struct text *why);

/* layers_left_out: how many fifos, sockets and devices there were. */
uint64_t layers_left_out(const struct layers *layers);
/* layers_has: whether the root has such a name. */
bool layers_has(const struct layers *layers, const char *name);
/* layers_walk: as walk_folder() does it.  An entry's `ino` is the place for
 * the inode that it gets, which layers_inode() gives back. */
int layers_walk(struct layers *layers, const char *source, entry_visit *visit,
		void *context, struct text *why);

/* layers_inode: the inode that waits for the bytes of an item, by its number
 * among all that were added, from 0 on; 0: none does, it was replaced or has
 * none.  The numbers of one pass only rise. */
ext2_ino_t layers_inode(struct layers *layers, uint64_t number);

#endif
