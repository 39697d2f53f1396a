/* SPDX-License-Identifier: MIT */
/* spawn: starts one program as a script is to be started: own session, clean
 * signals, stdin from /dev/null, umask 022, no descriptor of PID 1; in its
 * cgroup, and in mount and network namespaces of its own, so that neither
 * mounts nor ports outlive it.  Where it is to be contained:
 *
 *	PID 1 -- clone3(2): new PID, mount, network, IPC and UTS namespaces
 *	  `- stub, the first process of the PID namespace: a cgroup namespace,
 *	     |  mounts what the script is to see, reaps orphans, tells the end
 *	     `- the script: capabilities dropped, exec
 *
 * With the stub ends the namespace, and every process in it. */
#ifndef GVA_INIT_PROCESS_SPAWN_H
#define GVA_INIT_PROCESS_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "init/process/jail.h"

struct spawn {
	const char *const *argv; /* argv[0] is the path */
	const char *const *envp;
	const char *directory;
	int output; /* becomes stdout */
	int errors; /* becomes stderr */
	int cgroup; /* a descriptor of its folder, or -1 */
	const struct jail *jail; /* NULL: not contained */
	const char *root; /* what it sees as /; NULL: the initramfs */
	const struct account *user; /* NULL: as PID 1, root */
	uint64_t deadline_ns; /* until exec; CLOCK_MONOTONIC */
};

struct spawned {
	pid_t pid; /* PID 1's child: the program, or its stub */
	int end;   /* -1, or where the stub tells the end: spawn_end() */
};

/* The step that failed, where it was not the program's own fault. */
enum spawn_fault { SPAWN_EXEC, SPAWN_CONTAIN };

/* spawn_start: 0 when the program runs (exec succeeded); else -errno of the
 * step that failed, and no process is left; -ETIMEDOUT: the deadline came, and
 * SIGKILL is on its way.  That is how "could not start" is told apart from a
 * script that exits with 126 or 127, and from a containment that could not be
 * had. */
int spawn_start(const struct spawn *spawn, struct spawned *ret,
		enum spawn_fault *ret_fault);
/* spawn_end: the status of wait(2) of the contained program, as its stub has
 * told it; false: it was killed before it could. */
bool spawn_end(const struct spawned *spawned, int *ret_status);

#endif
