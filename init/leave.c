/* SPDX-License-Identifier: MIT */
#include "init/leave.h"

#include "init/sys.h"

void leave_start(struct leave *leave, const struct boot *boot)
{
	uint64_t now_ns = sys_clock_ns();

	leave->times = (struct leaving){ now_ns, 0, boot->deadline_ns };
	leave->seen = traffic_look(&boot->traffic);
	leave->looked_ns = now_ns;
}

bool leave_ends(struct leave *leave, const struct boot *boot)
{
	uint64_t now_ns = sys_clock_ns();
	struct traffic_seen seen;

	if (now_ns < leave->looked_ns + second_ns)
		return false;
	seen = traffic_look(&boot->traffic);
	if (seen.pending || seen.done != leave->seen.done)
		leave->times.worked_ns = now_ns;
	leave->seen = seen;
	leave->looked_ns = now_ns;
	return leaving_ends(&leave->times, now_ns);
}
