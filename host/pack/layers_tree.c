/* SPDX-License-Identifier: MIT */
#include "host/pack/layers_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"

int layers_no_memory(struct text *why)
{
	return explain(why, -ENOMEM, "%s", strerror(ENOMEM));
}

/* Keeps bytes; 0, where nothing is, is "". */
static int keep(struct layers *layers, struct span bytes, uint32_t *ret)
{
	*ret = 0;
	return bytes.length == 0 ? 0 : pool_keep(&layers->pool, bytes, ret);
}

int layers_add_object(struct layers *layers, const struct layers_item *item,
		      uint32_t *ret)
{
	struct object *object;
	struct span target = item->target ? span_of(item->target) :
					    (struct span){ "", 0 };

	if (layers->count >= LAYERS_ITEMS_MAX ||
	    array_grow((void **)&layers->objects, &layers->room,
		       layers->count + 1, sizeof(*layers->objects)) < 0)
		return -ENOMEM;
	object = &layers->objects[layers->count];
	*object = (struct object){
		.stat = item->stat,
		.xattrs_length = (uint32_t)item->xattrs.length,
		.blocks = item->blocks,
		.runs = item->runs,
		.number = layers->added,
	};
	object->stat.st_dev = 0;
	object->stat.st_ino = layers->count;
	object->stat.st_nlink = 0;
	if (keep(layers, target, &object->target) < 0 ||
	    keep(layers, item->xattrs, &object->xattrs) < 0)
		return -ENOMEM;
	*ret = (uint32_t)layers->count++;
	return 0;
}

struct layers *layers_new(void)
{
	struct layers *layers = calloc(1, sizeof(*layers));
	const struct layers_item root = { .stat = { .st_mode = S_IFDIR | 0755 } };
	uint32_t object, nothing;

	if (!layers)
		return NULL;
	if (pool_keep(&layers->pool, span_of(""), &nothing) < 0 ||
	    names_init(&layers->names) < 0)
		goto failed;
	layers->added = OF_NO_ITEM;
	if (layers_add_object(layers, &root, &object) < 0)
		goto failed;
	layers->added = 0;
	return layers;
failed:
	layers_free(layers);
	return NULL;
}

void layers_free(struct layers *layers)
{
	if (!layers)
		return;
	names_free(&layers->names);
	free(layers->objects);
	free(layers->pool.bytes);
	free(layers);
}

void layers_next(struct layers *layers, bool whiteouts)
{
	layers->layer++;
	layers->whiteouts = whiteouts;
}

struct object *layers_object(const struct layers *layers, uint32_t name)
{
	return &layers->objects[layers->names.list[name].object];
}

bool layers_is_folder(const struct layers *layers, uint32_t name)
{
	return S_ISDIR(layers_object(layers, name)->stat.st_mode);
}

int layers_refuse(struct text *why, const char *path, const char *reason)
{
	return explain(why, -EINVAL, "%s: %s", path, reason);
}

static void note_gone(void *context, uint32_t name)
{
	layers_object(context, name)->stat.st_nlink--;
}

void layers_remove_name(struct layers *layers, uint32_t name)
{
	names_remove(&layers->names, name, note_gone, layers);
}

/* A name that is not there, for an object. */
int layers_add_name(struct layers *layers, uint32_t parent, struct span text,
		    uint32_t object, uint32_t *ret, struct text *why)
{
	struct name *name;
	int err;

	if (layers->names.list[parent].depth >= LAYERS_DEPTH_MAX)
		return layers_refuse(why, text.bytes, "more than 1000 folders within "
			      "each other");
	if (layers->names.count >= LAYERS_NAMES_MAX)
		return layers_refuse(why, text.bytes, "it is more than the 2000000 "
			      "names that an image may be made of");
	err = names_add(&layers->names, parent, text, LAYERS_NAMES_MAX, ret);
	if (err < 0)
		return layers_no_memory(why);
	name = &layers->names.list[*ret];
	name->object = object;
	name->layer = layers->layer;
	layers->objects[object].stat.st_nlink++;
	return 0;
}

