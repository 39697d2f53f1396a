/* SPDX-License-Identifier: MIT */
/* pool: strings one after the other in memory, each by the place where it
 * begins, and a NUL after each. */
#ifndef GVA_HOST_PACK_POOL_H
#define GVA_HOST_PACK_POOL_H

#include "contract/text.h"

struct pool {
	char *bytes;
	size_t used, room;
};

/* pool_keep: -ENOMEM, also for more than 1 GiB in all. */
int pool_keep(struct pool *pool, struct span bytes, uint32_t *ret);

/* array_grow: room for `needed` items of `size` bytes; -ENOMEM. */
int array_grow(void **items, size_t *room, size_t needed, size_t size);

#endif
