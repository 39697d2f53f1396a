/* SPDX-License-Identifier: MIT */
#include "init/base/patience.h"

#include "init/base/limits.h"

static const uint64_t ns = 1000000000;

bool patience_ends(struct patience *patience, const struct look *look)
{
	if (look->call == 0 || look->call != patience->call) {
		*patience = (struct patience){ look->call, look->moves, 0, 0 };
		return false;
	}
	patience->quiet_ticks++;
	if (look->moves != patience->moves)
		patience->quiet_ticks = 0;
	patience->moves = look->moves;
	patience->late_ticks += look->late;
	return patience->quiet_ticks * WATCHDOG_TICK_SECONDS >=
		       WATCHDOG_SECONDS ||
	       patience->late_ticks * WATCHDOG_TICK_SECONDS >=
		       WATCHDOG_LATE_SECONDS;
}

bool leaving_ends(const struct leaving *leaving, uint64_t now_ns)
{
	if (now_ns < leaving->killed_ns + STUCK_SECONDS * ns)
		return false;
	return now_ns >= leaving->worked_ns + STUCK_SECONDS * ns ||
	       now_ns >= leaving->killed_ns + WATCHDOG_SECONDS * ns ||
	       now_ns >= leaving->deadline_ns + WATCHDOG_LATE_SECONDS * ns;
}
