/* SPDX-License-Identifier: MIT */
/* reason: why something failed, in words: made where it fails, told to people
 * by whoever knows what it was for (say.h).  Functions that fill one in take
 * it as `why`. */
#ifndef GVA_HOST_BASE_REASON_H
#define GVA_HOST_BASE_REASON_H

#include <limits.h>

#include "contract/text.h"

/* Two paths and the words around them. */
enum { REASON_SIZE = 2 * PATH_MAX + 512 };

struct reason {
	struct text text;
	char bytes[REASON_SIZE];
};

/* reason_init: empties it, and gives its text. */
struct text *reason_init(struct reason *reason);
/* explain: makes the formatted line, cut where it ends, all that `why` holds
 * and gives `err` back, for `return explain(...)`.  What `why` holds may be
 * an argument. */
int explain(struct text *why, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
