/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/base/signals.h"
#include "host/pack/layers_tree.h"

/* A walk: where it is, and whom it tells. */
struct walk {
	struct layers *layers;
	entry_visit *visit;
	void *context;
	struct text path; /* for people: cut where it is too long */
};

static int visit_name(const struct walk *walk, uint32_t name,
		      enum entry_kind kind, struct text *why)
{
	const struct layers *layers = walk->layers;
	const struct name *found = &layers->names.list[name];
	struct object *object = layers_object(layers, name);
	struct stat stat = object->stat;
	const char *target = layers->pool.bytes + object->target;
	const struct entry entry = {
		.kind = kind,
		.depth = found->depth,
		.path = walk->path.bytes,
		.name = names_text(&layers->names, name),
		.stat = &stat,
		.xattrs = { layers->pool.bytes + object->xattrs,
			    object->xattrs_length },
		.target = target,
		.blocks = object->blocks,
		.runs = object->runs,
		.ino = &object->ino,
	};

	if (kind == ENTRY_SYMLINK)
		stat.st_size = (off_t)strlen(target);
	return walk->visit(&entry, walk->context, why);
}

static int walk_in(struct walk *walk, uint32_t folder, struct text *why);

static int walk_name(struct walk *walk, uint32_t name, struct text *why)
{
	mode_t mode = layers_object(walk->layers, name)->stat.st_mode;
	size_t length = walk->path.length;
	bool cut = walk->path.cut;
	int err;

	text_put(&walk->path, "/");
	text_put(&walk->path, names_text(&walk->layers->names, name));
	if (signals_came())
		err = explain(why, -EINTR, "read %s: stopped by a signal",
			      walk->path.bytes);
	else if (S_ISDIR(mode))
		err = walk_in(walk, name, why);
	else
		err = visit_name(walk, name, S_ISLNK(mode) ? ENTRY_SYMLINK :
				 ENTRY_FILE, why);
	walk->path.length = length;
	walk->path.cut = cut;
	walk->path.bytes[length] = '\0';
	return err;
}

/* A folder and all in it; as deep as LAYERS_DEPTH_MAX. */
static int walk_in(struct walk *walk, uint32_t folder, struct text *why)
{
	size_t count = 0;
	uint32_t *in = names_in(&walk->layers->names, folder, &count);
	int err = in ? visit_name(walk, folder, ENTRY_FOLDER, why) :
		  layers_no_memory(why);

	for (size_t i = 0; i < count && !err; i++)
		err = walk_name(walk, in[i], why);
	free(in);
	return err ? err : visit_name(walk, folder, ENTRY_FOLDER_END, why);
}

int layers_walk(struct layers *layers, const char *source, entry_visit *visit,
		void *context, struct text *why)
{
	char path[2 * PATH_MAX];
	struct walk walk = { layers, visit, context, { 0 } };

	text_init(&walk.path, path, sizeof(path));
	text_put(&walk.path, source);
	text_put(&walk.path, ":");
	return walk_in(&walk, NAMES_ROOT, why);
}
