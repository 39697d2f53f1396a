/* SPDX-License-Identifier: MIT */
/* kill: the end of every process but PID 1. */
#ifndef GVA_INIT_PROCESS_KILL_H
#define GVA_INIT_PROCESS_KILL_H

#include <stdint.h>

#include "init/base/traffic.h"

/* kill_all: SIGKILL for every process but PID 1, and reaps them, with the
 * patience of leave.h.  -EBUSY: some stay for good. */
int kill_all(const struct traffic *disks, uint64_t deadline_ns);

#endif
