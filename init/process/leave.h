/* SPDX-License-Identifier: MIT */
/* leave: waits, with patience, for processes that SIGKILL was sent to: one that
 * syncs to a slow disk leaves when the disk has taken it all. */
#ifndef GVA_INIT_PROCESS_LEAVE_H
#define GVA_INIT_PROCESS_LEAVE_H

#include <stdbool.h>
#include <stdint.h>

#include "init/base/patience.h"
#include "init/base/traffic.h"

struct leave {
	struct leaving times;
	const struct traffic *disks;
	struct traffic_seen seen; /* when looked at last */
	uint64_t looked_ns;
};

/* leave_start: SIGKILL is sent now; `deadline_ns` is the job's. */
void leave_start(struct leave *leave, const struct traffic *disks,
		 uint64_t deadline_ns);
/* leave_ends: whether what is left by now stays for good; to be asked again and
 * again, every second at least. */
bool leave_ends(struct leave *leave);

#endif
