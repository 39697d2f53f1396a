/* SPDX-License-Identifier: MIT */
/* leave: waits, with patience, for processes that SIGKILL was sent to: one that
 * syncs to a slow disk leaves when the disk has taken it all. */
#ifndef GVA_INIT_LEAVE_H
#define GVA_INIT_LEAVE_H

#include "init/boot.h"
#include "init/patience.h"

struct leave {
	struct leaving times;
	struct traffic_seen seen; /* of the disks, when looked at last */
	uint64_t looked_ns;
};

/* leave_start: SIGKILL is sent now. */
void leave_start(struct leave *leave, const struct boot *boot);
/* leave_ends: whether what is left by now stays for good; to be asked again and
 * again, every second at least. */
bool leave_ends(struct leave *leave, const struct boot *boot);

#endif
