/* SPDX-License-Identifier: MIT */
/* names: a tree of names in memory, each a number; 0 is the root.  A name that
 * was removed is not found, and may come again. */
#ifndef GVA_HOST_PACK_NAMES_H
#define GVA_HOST_PACK_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/text.h"
#include "host/pack/pool.h"

enum { NAMES_ROOT = 0 };
static const uint32_t NAMES_NONE = UINT32_MAX;

struct name {
	uint32_t parent;
	uint32_t first;  /* of what is in it, or was */
	uint32_t next;   /* beside it */
	uint32_t text;   /* in the pool */
	uint32_t object; /* the caller's */
	uint32_t layer;  /* the caller's: who said it last */
	uint32_t cleared; /* the layer that cleared what lower ones have in it */
	uint16_t depth;
	bool alive;
	bool listed; /* beside its siblings */
};

struct names {
	struct name *list;
	size_t count, room;
	uint32_t *table; /* by parent and text; a power of two */
	size_t table_size;
	struct pool pool;
};

/* names_init: the root alone; -ENOMEM. */
int names_init(struct names *names);
void names_free(struct names *names);
/* names_find: a name that is in `parent`, or NAMES_NONE. */
uint32_t names_find(const struct names *names, uint32_t parent,
		    struct span text);
/* names_add: one that is not there.  -ENOMEM, also above `max` in all. */
int names_add(struct names *names, uint32_t parent, struct span text,
	      size_t max, uint32_t *ret);
/* names_remove: it and all that is in it.  `gone` is told of each. */
typedef void names_gone(void *context, uint32_t name);
void names_remove(struct names *names, uint32_t name, names_gone *gone,
		  void *context);
/* names_in: what is in `parent`, in byte order; free it.  NULL: no memory. */
uint32_t *names_in(const struct names *names, uint32_t parent,
		   size_t *ret_count);
const char *names_text(const struct names *names, uint32_t name);

#endif
