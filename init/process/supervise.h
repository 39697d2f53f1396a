/* SPDX-License-Identifier: MIT */
/* Room: one program until nothing of it is left.
 *
 * supervise: one running script until nothing of it is left: its end, its
 * time limits, its output, its orphans.
 *
 * Here is the only place that reaps while a script runs: one wait4(2) loop
 * takes every child that has ended, and keeps the status of the one that is
 * waited for; so no status is lost or stolen, and no zombie stays. */
#ifndef GVA_INIT_PROCESS_SUPERVISE_H
#define GVA_INIT_PROCESS_SUPERVISE_H

#include <stdbool.h>
#include <sys/types.h>

#include "contract/outcome.h"
#include "init/base/traffic.h"
#include "init/base/watchdog.h"
#include "init/process/capture.h"
#include "init/process/spawn.h"

struct supervision {
	struct watchdog *watchdog;
	const struct traffic *disks;
	struct spawned spawned;
	int cgroup; /* or -1 */
	bool contained;
	uint64_t started_ns;
	uint64_t timeout_ns;  /* of the script, from its start; 0: none */
	uint64_t deadline_ns; /* of the job, a time */
	uint64_t grace_ns;    /* from SIGTERM to SIGKILL */
	uint64_t files;       /* leftover_files() before; or no number */
	struct capture *output;
	struct capture *errors;
};

/* How it went: fields of the record, and whether anything is left. */
struct supervised {
	struct outcome outcome;
	uint64_t wall_us;
	uint64_t cpu_user_us;
	uint64_t cpu_system_us;
	uint64_t memory_peak_kib;
	bool told;  /* `outcome` is the script's own, or a limit's */
	const char *stuck; /* what is left in spite of SIGKILL, or NULL */
};

/* supervise_script: returns when every process but PID 1 is gone, both pipes
 * are at their end and no file is open that the script left in the queue of a
 * socket, or when what SIGKILL was sent to has had the patience of leave.h.
 * -errno: no signalfd could be had; nothing was waited for. */
int supervise_script(const struct supervision *supervision,
		     struct supervised *ret);

#endif
