/* SPDX-License-Identifier: MIT */
/* image_walk: every entry of a tree of the host, in byte order of names;
 * directories before (FTS_D) and after (FTS_DP) what is in them. */
#ifndef GVA_HOST_PACK_WALK_H
#define GVA_HOST_PACK_WALK_H

#include <fts.h>

#include "contract/text.h"

/* Gets FTS_D, FTS_DP, FTS_F, FTS_SL, and FTS_DEFAULT for a fifo, a socket or
 * a device. */
typedef int image_visit(FTSENT *entry, void *context, struct text *why);

/* image_walk: ends with the first error, a visit's own included. */
int image_walk(const char *path, image_visit *visit, void *context,
	       struct text *why);

#endif
