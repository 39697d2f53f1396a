/* SPDX-License-Identifier: MIT */
/* source: where what goes into an image comes from, entry by entry: a folder of
 * the host, or the layers of archives. */
#ifndef GVA_HOST_PACK_SOURCE_H
#define GVA_HOST_PACK_SOURCE_H

#include "host/pack/layers.h"
#include "host/pack/walk.h"

struct source {
	const char *path;
	struct layers *layers; /* NULL: `path` is a folder */
	bool whole; /* owners and extended attributes, too; of a folder */
};

/* source_walk: every entry, in byte order of names; see walk_folder(). */
static inline int source_walk(const struct source *source, entry_visit *visit,
			      void *context, struct text *why)
{
	return source->layers ?
	       layers_walk(source->layers, source->path, visit, context, why) :
	       walk_folder(source->path, source->whole, visit, context, why);
}

#endif
