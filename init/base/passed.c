/* SPDX-License-Identifier: MIT */
#include "init/base/passed.h"

static const int64_t second = 1000000000;

/* By how much the second clock is in front of the time that passed: at least,
 * as it may have been as late as `after_ns` when it was read. */
static int64_t offset_least(const struct passed *passed,
			    const struct clocks *clocks)
{
	return (int64_t)clocks->second_s * second -
	       (int64_t)(clocks->after_ns - passed->ahead_ns);
}

/* The same at most, as it counts whole seconds. */
static int64_t offset_most(const struct passed *passed,
			   const struct clocks *clocks)
{
	return ((int64_t)clocks->second_s + 1) * second -
	       (int64_t)(clocks->before_ns - passed->ahead_ns);
}

void passed_start(struct passed *passed, const struct clocks *clocks)
{
	*passed = (struct passed){ .second_s = clocks->second_s };
	passed->offset_ns = offset_least(passed, clocks);
}

void passed_look(struct passed *passed, const struct clocks *clocks)
{
	int64_t least = offset_least(passed, clocks);
	int64_t most = offset_most(passed, clocks);

	if (clocks->second_s < passed->second_s || least > passed->offset_ns)
		passed->offset_ns = least;
	else if (most < passed->offset_ns)
		passed->ahead_ns += (uint64_t)(passed->offset_ns - most);
	passed->second_s = clocks->second_s;
}
