/* SPDX-License-Identifier: MIT */
/* layers_tree: what layers are made of: names, and objects that have one or
 * several; for layers*.c. */
#ifndef GVA_HOST_PACK_LAYERS_TREE_H
#define GVA_HOST_PACK_LAYERS_TREE_H

#include "host/pack/layers.h"
#include "host/pack/names.h"

/* The number of the root, and of a folder that no archive named. */
static const uint64_t OF_NO_ITEM = UINT64_MAX;

/* What names stand for. */
struct object {
	struct stat stat; /* st_nlink: how many names it has */
	uint32_t target;
	uint32_t xattrs, xattrs_length;
	uint64_t blocks, runs;
	uint64_t number; /* of the item that it is from */
	ext2_ino_t ino;
};

struct layers {
	struct names names;
	struct object *objects;
	size_t count, room;
	struct pool pool; /* of targets and attributes */
	uint32_t layer;
	bool whiteouts;
	uint64_t added, left_out;
	size_t cursor; /* of layers_inode() */
};

int layers_no_memory(struct text *why);
int layers_refuse(struct text *why, const char *path, const char *reason);
struct object *layers_object(const struct layers *layers, uint32_t name);
bool layers_is_folder(const struct layers *layers, uint32_t name);

/* layers_add_object: what an item tells of, without a name; -ENOMEM. */
int layers_add_object(struct layers *layers, const struct layers_item *item,
		      uint32_t *ret);
/* layers_add_name: one that is not there, for an object. */
int layers_add_name(struct layers *layers, uint32_t parent, struct span text,
		    uint32_t object, uint32_t *ret, struct text *why);
void layers_remove_name(struct layers *layers, uint32_t name);

/* layers_find_folder: the folder that `path` leads to, from the root of the
 * tree.  What lacks is made for `item`; without one it is -ENOENT.  Other
 * errors: see layers_refuse_path(). */
int layers_find_folder(struct layers *layers, struct span path,
		       const struct layers_item *item, uint32_t *ret,
		       struct text *why);
/* layers_take_name: cuts the last name off a path; what is left leads to its
 * folder.  An empty name: the path is the root's. */
struct span layers_take_name(struct span *path);
/* layers_leads_out: whether `..` is in a path. */
bool layers_leads_out(struct span path);
/* layers_refuse_path: what became of a path that could not be followed. */
int layers_refuse_path(struct text *why, const char *path, int err);

#endif
