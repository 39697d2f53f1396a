/* SPDX-License-Identifier: MIT */
/* spawn: starts one program as a script is to be started: own session, clean
 * signals, stdin from /dev/null, umask 022, no descriptor of PID 1. */
#ifndef GVA_INIT_SPAWN_H
#define GVA_INIT_SPAWN_H

#include <sys/types.h>

struct spawn {
	const char *const *argv; /* argv[0] is the path */
	const char *const *envp;
	const char *directory;
	int output; /* becomes stdout */
	int errors; /* becomes stderr */
};

/* spawn_start: 0 when the program runs (exec succeeded); else -errno of the
 * step that failed, and no process is left.  That is how "could not start"
 * is told apart from a script that exits with 126 or 127. */
int spawn_start(const struct spawn *spawn, pid_t *ret_pid);

#endif
