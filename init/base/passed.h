/* SPDX-License-Identifier: MIT */
/* passed: how far a clock runs ahead of the time that passed, by a second one
 * that counts whole seconds and may be set.  Pure. */
#ifndef GVA_INIT_BASE_PASSED_H
#define GVA_INIT_BASE_PASSED_H

#include <stdint.h>

struct passed {
	uint64_t ahead_ns; /* of the first clock; never less than before */
	int64_t offset_ns; /* the most that the second was in front of it */
	uint64_t second_s; /* the second clock, when looked at last */
};

/* One look at both clocks, the first one before and after the second. */
struct clocks {
	uint64_t before_ns;
	uint64_t second_s;
	uint64_t after_ns;
};

/* passed_start: the first look. */
void passed_start(struct passed *passed, const struct clocks *clocks);
/* passed_look: a later one; sets `ahead_ns`, which lags by two seconds at most.
 * Where the first clock is slow, or the second was set to the future, that is
 * no fault of the first; where the second was set to the past, what passed
 * since the look before is taken from the first. */
void passed_look(struct passed *passed, const struct clocks *clocks);

#endif
