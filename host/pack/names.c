/* SPDX-License-Identifier: MIT */
#include "host/pack/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_FIRST = 1024 };

const char *names_text(const struct names *names, uint32_t name)
{
	return names->pool.bytes + names->list[name].text;
}

/* FNV-1a; what collides is only slower, within the bound of names. */
static size_t hash(uint32_t parent, struct span text)
{
	uint64_t sum = UINT64_C(14695981039346656037) ^ parent;

	for (size_t i = 0; i < text.length; i++)
		sum = (sum ^ (unsigned char)text.bytes[i]) *
		      UINT64_C(1099511628211);
	return (size_t)(sum ^ sum >> 29);
}

/* Its place in the table, or where it would be. */
static size_t place(const struct names *names, uint32_t parent,
		    struct span text)
{
	size_t at = hash(parent, text) & (names->table_size - 1);

	while (names->table[at] != NAMES_NONE) {
		uint32_t name = names->table[at];

		if (names->list[name].parent == parent &&
		    span_is(text, names_text(names, name)))
			break;
		at = (at + 1) & (names->table_size - 1);
	}
	return at;
}

/* Half of the table stays free. */
static int grow_table(struct names *names)
{
	size_t size = names->table_size ? 2 * names->table_size : TABLE_FIRST;
	uint32_t *old = names->table;

	if (names->table_size / 2 > names->count)
		return 0;
	names->table = reallocarray(NULL, size, sizeof(*names->table));
	if (!names->table) {
		names->table = old;
		return -ENOMEM;
	}
	free(old);
	names->table_size = size;
	for (size_t i = 0; i < size; i++)
		names->table[i] = NAMES_NONE;
	for (size_t i = 1; i < names->count; i++)
		names->table[place(names, names->list[i].parent,
				   span_of(names_text(names, (uint32_t)i)))] =
			(uint32_t)i;
	return 0;
}

static int add_new(struct names *names, uint32_t parent, struct span text,
		   uint32_t *ret)
{
	struct name *name;
	uint32_t kept;

	if (array_grow((void **)&names->list, &names->room, names->count + 1,
		       sizeof(*names->list)) < 0 ||
	    pool_keep(&names->pool, text, &kept) < 0)
		return -ENOMEM;
	*ret = (uint32_t)names->count++;
	name = &names->list[*ret];
	*name = (struct name){ .parent = parent, .first = NAMES_NONE,
			       .next = NAMES_NONE, .text = kept };
	return 0;
}

int names_init(struct names *names)
{
	uint32_t root;

	*names = (struct names){ 0 };
	if (add_new(names, NAMES_NONE, span_of(""), &root) < 0 ||
	    grow_table(names) < 0) {
		names_free(names);
		return -ENOMEM;
	}
	names->list[root].alive = true;
	return 0;
}

void names_free(struct names *names)
{
	free(names->list);
	free(names->table);
	free(names->pool.bytes);
	*names = (struct names){ 0 };
}

uint32_t names_find(const struct names *names, uint32_t parent,
		    struct span text)
{
	uint32_t name = names->table[place(names, parent, text)];

	return name != NAMES_NONE && names->list[name].alive ? name :
							       NAMES_NONE;
}

int names_add(struct names *names, uint32_t parent, struct span text,
	      size_t max, uint32_t *ret)
{
	uint32_t known = names->table[place(names, parent, text)];
	struct name *name;

	if (known == NAMES_NONE) {
		if (names->count >= max || grow_table(names) < 0 ||
		    add_new(names, parent, text, &known) < 0)
			return -ENOMEM;
		names->table[place(names, parent, text)] = known;
	}
	name = &names->list[known];
	name->alive = true;
	name->cleared = 0;
	name->depth = (uint16_t)(names->list[parent].depth + 1);
	if (!name->listed) {
		name->next = names->list[parent].first;
		names->list[parent].first = known;
		name->listed = true;
	}
	*ret = known;
	return 0;
}

/* As deep as the tree, which the caller bounds. */
void names_remove(struct names *names, uint32_t name, names_gone *gone,
		  void *context)
{
	uint32_t child = names->list[name].first;

	while (child != NAMES_NONE) {
		uint32_t next = names->list[child].next;

		if (names->list[child].alive)
			names_remove(names, child, gone, context);
		/* What comes again is listed anew, so that what was removed
		 * is gone through once. */
		names->list[child].listed = false;
		child = next;
	}
	names->list[name].first = NAMES_NONE;
	names->list[name].alive = false;
	gone(context, name);
}

static int by_text(const void *a, const void *b, void *context)
{
	const struct names *names = context;

	return strcmp(names_text(names, *(const uint32_t *)a),
		      names_text(names, *(const uint32_t *)b));
}

uint32_t *names_in(const struct names *names, uint32_t parent,
		   size_t *ret_count)
{
	size_t count = 0;
	uint32_t *list;

	for (uint32_t i = names->list[parent].first; i != NAMES_NONE;
	     i = names->list[i].next)
		count += names->list[i].alive;
	list = reallocarray(NULL, count + 1, sizeof(*list));
	if (!list)
		return NULL;
	count = 0;
	for (uint32_t i = names->list[parent].first; i != NAMES_NONE;
	     i = names->list[i].next)
		if (names->list[i].alive)
			list[count++] = i;
	qsort_r(list, count, sizeof(*list), by_text, (void *)names);
	*ret_count = count;
	return list;
}
