/* SPDX-License-Identifier: MIT */
#include "host/pack/layers.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/pack/layers_tree.h"

static const char whiteout[] = ".wh.";
static const char opaque[] = ".wh..wh..opq";
static const char of_aufs[] = ".wh..wh."; /* its own bookkeeping */

/* Takes away what lower layers have of a name, or in a folder. */
static bool clear_lower(struct layers *layers, uint32_t name, bool itself)
{
	struct name *list = layers->names.list;
	bool again = list[name].cleared == layers->layer, left = false;

	if (again && (!itself || list[name].layer == layers->layer))
		return true;
	/* The second time nothing of a lower one has come since. */
	for (uint32_t i = list[name].first; i != NAMES_NONE && !(again && left);
	     i = list[i].next)
		if (list[i].alive)
			left |= again || clear_lower(layers, i, true);
	list[name].cleared = layers->layer;
	if (!itself || left || list[name].layer == layers->layer)
		return true;
	layers_remove_name(layers, name);
	return false;
}

static int add_whiteout(struct layers *layers, const struct layers_item *item,
			struct span folder, struct span name, struct text *why)
{
	uint32_t at, found;
	int err = layers_find_folder(layers, folder, NULL, &at, why);

	if (err == -ENOENT)
		return 0; /* there is nothing to take away */
	if (err < 0)
		return layers_refuse_path(why, item->path, err);
	if (span_is(name, opaque)) {
		(void)clear_lower(layers, at, false);
		return 0;
	}
	if (span_starts(&name, of_aufs))
		return 0;
	(void)span_starts(&name, whiteout);
	found = names_find(&layers->names, at, name);
	if (found != NAMES_NONE)
		(void)clear_lower(layers, found, true);
	return 0;
}

/* The file that a hard link names. */
static int find_linked(struct layers *layers, const struct layers_item *item,
		       uint32_t *ret, struct text *why)
{
	struct span folder = span_of(item->link);
	struct span name = layers_take_name(&folder);
	uint32_t at;
	int err = layers_leads_out(span_of(item->link)) ? -ENOENT :
		  layers_find_folder(layers, folder, NULL, &at, why);

	if (!err) {
		*ret = names_find(&layers->names, at, name);
		if (*ret == NAMES_NONE || layers_is_folder(layers, *ret))
			err = -ENOENT;
	}
	return err == -ENOENT ?
	       explain(why, -EINVAL, "%s: it is a hard link to %s, where no "
		       "file is", item->path, item->link) :
	       layers_refuse_path(why, item->path, err);
}

/* The same name as a folder again: what is in it stays. */
static void renew_folder(struct layers *layers, uint32_t name,
			 const struct layers_item *item, uint32_t object)
{
	struct object *known = layers_object(layers, name);
	nlink_t links = known->stat.st_nlink;
	ino_t ino = known->stat.st_ino;

	known->stat = item->stat;
	known->stat.st_nlink = links;
	known->stat.st_ino = ino;
	known->xattrs = layers->objects[object].xattrs;
	known->xattrs_length = layers->objects[object].xattrs_length;
	layers->names.list[name].layer = layers->layer;
}

/* `object` gets the name, in the place of whatever had it. */
static int give_name(struct layers *layers, const struct layers_item *item,
		     uint32_t folder, struct span text, uint32_t object,
		     struct text *why)
{
	uint32_t name = text.length ? names_find(&layers->names, folder, text) :
				      (uint32_t)NAMES_ROOT;

	if (name == NAMES_ROOT && (item->link || !S_ISDIR(item->stat.st_mode)))
		return layers_refuse(why, item->path, "the root must be a folder");
	if (name != NAMES_NONE && layers_is_folder(layers, name) && !item->link &&
	    S_ISDIR(item->stat.st_mode)) {
		renew_folder(layers, name, item, object);
		return 0;
	}
	if (name != NAMES_NONE)
		layers_remove_name(layers, name);
	if (!item->link && !S_ISDIR(item->stat.st_mode) &&
	    !S_ISREG(item->stat.st_mode) && !S_ISLNK(item->stat.st_mode)) {
		layers->left_out++;
		return 0;
	}
	return layers_add_name(layers, folder, text, object, &name, why);
}

static int add_item(struct layers *layers, const struct layers_item *item,
		    struct text *why)
{
	struct span path = span_of(item->path), name;
	uint32_t folder, linked = NAMES_NONE, object;
	int err = 0;

	if (layers_leads_out(path))
		return layers_refuse(why, item->path, "it leads out of the tree");
	name = layers_take_name(&path);
	if (name.length > NAME_MAX)
		return layers_refuse_path(why, item->path, -ENAMETOOLONG);
	if (layers->whiteouts && name.length >= strlen(whiteout) &&
	    memcmp(name.bytes, whiteout, strlen(whiteout)) == 0)
		return add_whiteout(layers, item, path, name, why);
	err = layers_find_folder(layers, path, item, &folder, why);
	if (err < 0)
		return layers_refuse_path(why, item->path, err);
	if (item->link) {
		err = find_linked(layers, item, &linked, why);
		if (err < 0 ||
		    linked == names_find(&layers->names, folder, name))
			return err;
		object = layers->names.list[linked].object;
	} else if (layers->count >= LAYERS_ITEMS_MAX) {
		return layers_refuse(why, item->path, "it is more than the "
				     "4000000 entries that are taken");
	} else if (layers_add_object(layers, item, &object) < 0) {
		return layers_no_memory(why);
	}
	return give_name(layers, item, folder, name, object, why);
}

int layers_add(struct layers *layers, const struct layers_item *item,
	       struct text *why)
{
	int err = add_item(layers, item, why);

	layers->added++;
	return err;
}

uint64_t layers_left_out(const struct layers *layers)
{
	return layers->left_out;
}

bool layers_has(const struct layers *layers, const char *name)
{
	return names_find(&layers->names, NAMES_ROOT, span_of(name)) !=
	       NAMES_NONE;
}

ext2_ino_t layers_inode(struct layers *layers, uint64_t number)
{
	while (layers->cursor < layers->count &&
	       (layers->objects[layers->cursor].number < number ||
		layers->objects[layers->cursor].number == OF_NO_ITEM))
		layers->cursor++;
	return layers->cursor < layers->count &&
	       layers->objects[layers->cursor].number == number ?
	       layers->objects[layers->cursor].ino : 0;
}
