/* SPDX-License-Identifier: MIT */
/* tail: the newest bytes of a stream, in a ring.  Pure. */
#ifndef GVA_INIT_PROCESS_TAIL_H
#define GVA_INIT_PROCESS_TAIL_H

#include <stddef.h>

#include "contract/text.h"
#include "init/base/limits.h"

struct tail {
	size_t max; /* bytes that are kept */
	size_t at;  /* where the next byte comes: the oldest */
	char bytes[CAPTURE_TAIL];
};

/* tail_start: empty; `max` is CAPTURE_TAIL at most. */
void tail_start(struct tail *tail, size_t max);
/* tail_keep: these came next. */
void tail_keep(struct tail *tail, const char *bytes, size_t length);
/* tail_newest: the last `length` bytes that came, oldest first, in two parts;
 * not more than came, nor more than are kept. */
void tail_newest(const struct tail *tail, size_t length,
		 struct span ret_parts[2]);

#endif
