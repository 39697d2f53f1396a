/* SPDX-License-Identifier: MIT */
#include "init/process/leave.h"

#include "init/base/clock.h"

void leave_start(struct leave *leave, const struct traffic *disks,
		 uint64_t deadline_ns)
{
	uint64_t now_ns = clock_passed_ns();

	leave->times = (struct leaving){ now_ns, 0, deadline_ns };
	leave->disks = disks;
	leave->seen = traffic_look(disks);
	leave->looked_ns = now_ns;
}

bool leave_ends(struct leave *leave)
{
	uint64_t now_ns = clock_passed_ns();
	struct traffic_seen seen;

	if (now_ns < leave->looked_ns + second_ns)
		return false;
	seen = traffic_look(leave->disks);
	if (seen.pending || seen.done != leave->seen.done)
		leave->times.worked_ns = now_ns;
	leave->seen = seen;
	leave->looked_ns = now_ns;
	return leaving_ends(&leave->times, now_ns);
}
