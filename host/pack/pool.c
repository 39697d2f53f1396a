/* SPDX-License-Identifier: MIT */
#include "host/pack/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { POOL_MAX = 1 << 30 };

int array_grow(void **items, size_t *room, size_t needed, size_t size)
{
	size_t wanted = *room ? *room : 64;
	void *bigger;

	if (needed <= *room)
		return 0;
	while (wanted < needed)
		wanted *= 2;
	bigger = reallocarray(*items, wanted, size);
	if (!bigger)
		return -ENOMEM;
	*items = bigger;
	*room = wanted;
	return 0;
}

int pool_keep(struct pool *pool, struct span bytes, uint32_t *ret)
{
	if (bytes.length >= POOL_MAX - pool->used ||
	    array_grow((void **)&pool->bytes, &pool->room,
		       pool->used + bytes.length + 1, 1) < 0)
		return -ENOMEM;
	*ret = (uint32_t)pool->used;
	memcpy(pool->bytes + *ret, bytes.bytes, bytes.length);
	pool->bytes[*ret + bytes.length] = '\0';
	pool->used += bytes.length + 1;
	return 0;
}
