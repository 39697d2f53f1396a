/* SPDX-License-Identifier: MIT */
/* states: what can be on a disk when its power is cut.  A prefix of the log
 * is one; or what was flushed, and of the later writes any, in any order, some
 * of them in part.
 *
 * QEMU logs a write when it is completed, so one that is completed while a
 * flush is under way stands before that flush, which need not cover it.
 * tests/crash/record gives the disk a queue that holds one request at a time:
 * then there is no such write, and the order of the log is that of the guest. */
#ifndef GVA_TESTS_CRASH_STATES_H
#define GVA_TESTS_CRASH_STATES_H

#include "tests/crash/image.h"
#include "tests/crash/log.h"

enum { STATE_NAME_SIZE = 32 };

struct state {
	bool random;
	uint64_t seed;  /* of a random one */
	size_t cut;     /* entries that were completed before it */
	size_t durable; /* entries that cannot be lost: up to the last flush */
	size_t tear;    /* bytes that are written whole; 0: writes are whole */
};

/* state_prefix: the first `cut` entries and nothing else. */
struct state state_prefix(size_t cut);
/* state_random: a cut within unflushed writes.  `flushes`: whether flushes
 * count; without them nothing before the cut is durable.  The same seed gives
 * the same state.  The log has at least one write. */
struct state state_random(const struct log *log, uint64_t seed, bool flushes);
/* state_apply: from the disk with the durable entries to that of the state. */
int state_apply(const struct log *log, const struct state *state,
		struct image *image);
/* state_name: "prefix:CUT" or "random:SEED"; state_parse reads it. */
void state_name(const struct state *state, char ret[STATE_NAME_SIZE]);
int state_parse(const char *name, const struct log *log, bool flushes,
		struct state *ret);

#endif
