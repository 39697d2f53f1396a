/* SPDX-License-Identifier: MIT */
/* Paths of archives, followed from the root of the tree that they make. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "host/pack/layers_tree.h"

/* A folder that the archive has not named, on the way to what it has. */
static int imply_folder(struct layers *layers, uint32_t parent,
			struct span text, const struct layers_item *item,
			uint32_t *ret, struct text *why)
{
	const struct layers_item folder = {
		.stat = { .st_mode = S_IFDIR | 0755,
			  .st_mtim = item->stat.st_mtim },
	};
	uint32_t object;

	if (layers_add_object(layers, &folder, &object) < 0)
		return layers_no_memory(why);
	layers->objects[object].number = OF_NO_ITEM;
	return layers_add_name(layers, parent, text, object, ret, why);
}

/* The way to a folder: what is left of it, and where it has come to. */
struct way {
	char rest[2 * PATH_MAX];
	struct span left;
	uint32_t at;
	int followed;
};

/* On by way of a symbolic link, within the tree. */
static int follow(const struct layers *layers, struct way *way, uint32_t link)
{
	const char *target = layers->pool.bytes +
			     layers_object(layers, link)->target;
	char rest[2 * PATH_MAX];
	struct text text;

	if (++way->followed > LAYERS_FOLLOW_MAX)
		return -ELOOP;
	text_init(&text, rest, sizeof(rest));
	text_put(&text, target);
	text_put(&text, "/");
	text_put_bytes(&text, way->left.bytes, way->left.length);
	if (text.cut)
		return -ENAMETOOLONG;
	memcpy(way->rest, rest, text.length + 1);
	way->left = (struct span){ way->rest, text.length };
	if (target[0] == '/')
		way->at = NAMES_ROOT;
	return 0;
}

/* Takes the next part of a path off, without its slashes. */
static struct span take_part(struct span *path)
{
	struct span part;

	while (path->length > 0 && path->bytes[0] == '/') {
		path->bytes++;
		path->length--;
	}
	part = (struct span){ path->bytes, 0 };
	while (part.length < path->length && path->bytes[part.length] != '/')
		part.length++;
	path->bytes += part.length;
	path->length -= part.length;
	return part;
}

/* One part further.  -ENOENT: it is not there. */
static int step(const struct layers *layers, struct way *way, struct span part)
{
	uint32_t child;

	if (part.length == 0 || span_is(part, "."))
		return 0;
	if (span_is(part, "..")) {
		if (way->at != NAMES_ROOT)
			way->at = layers->names.list[way->at].parent;
		return 0;
	}
	if (part.length > NAME_MAX)
		return -ENAMETOOLONG;
	child = names_find(&layers->names, way->at, part);
	if (child == NAMES_NONE)
		return -ENOENT;
	if (S_ISLNK(layers_object(layers, child)->stat.st_mode))
		return follow(layers, way, child);
	if (!layers_is_folder(layers, child))
		return -ENOTDIR;
	way->at = child;
	return 0;
}

/* The folder that `path` leads to, from the root of the tree.  For `item`
 * what lacks is made; without one it is -ENOENT. */
int layers_find_folder(struct layers *layers, struct span path,
		       const struct layers_item *item, uint32_t *ret,
		       struct text *why)
{
	struct way way = { .at = NAMES_ROOT };
	int err = 0;

	if (path.length >= sizeof(way.rest))
		return -ENAMETOOLONG;
	memcpy(way.rest, path.bytes, path.length);
	way.left = (struct span){ way.rest, path.length };
	while (!err && way.left.length > 0) {
		struct span part = take_part(&way.left);

		err = step(layers, &way, part);
		if (err == -ENOENT && item)
			err = imply_folder(layers, way.at, part, item, &way.at,
					   why);
	}
	*ret = way.at;
	return err;
}

/* Cuts the last name off a path; what is left leads to its folder.  An empty
 * name: the path is the root's. */
struct span layers_take_name(struct span *path)
{
	struct span name;

	for (;;) {
		while (path->length > 0 &&
		       path->bytes[path->length - 1] == '/')
			path->length--;
		name = (struct span){ path->bytes + path->length, 0 };
		while (path->length > 0 &&
		       path->bytes[path->length - 1] != '/') {
			path->length--;
			name.bytes--;
			name.length++;
		}
		if (!span_is(name, "."))
			return name;
	}
}

bool layers_leads_out(struct span path)
{
	while (path.length > 0)
		if (span_is(take_part(&path), ".."))
			return true;
	return false;
}

/* What became of a path that could not be followed. */
int layers_refuse_path(struct text *why, const char *path, int err)
{
	switch (err) {
	case -ELOOP:
		return layers_refuse(why, path, "its symbolic links lead in a circle");
	case -ENAMETOOLONG:
		return layers_refuse(why, path, "a name, or a path, is too long");
	case -ENOTDIR:
		return layers_refuse(why, path, "it lies in what is no folder");
	default: /* it was told */
		return err;
	}
}

