/* SPDX-License-Identifier: MIT */
/* machine: a running QEMU as a process and its four channels. */
#ifndef GVA_HOST_MACHINE_H
#define GVA_HOST_MACHINE_H

#include "host/guard.h"

/* The descriptors that QEMU finds its ends of the channels at. */
enum { MACHINE_QMP_FD = 3, MACHINE_CONSOLE_FD = 4 };

/* Our ends; all are non-blocking. */
struct machine {
	pid_t pid;   /* of QEMU */
	pid_t guard; /* of its guard, our child, whose end is QEMU's */
	int pidfd;   /* of the guard */
	int control; /* to the guard */
	int qmp;
	int console;
	int errors; /* what QEMU says on stdout and stderr */
};

/* machine_start: argv[0] is QEMU's path.  It gets no other descriptor of ours,
 * /dev/null as stdin, a session of its own (so that a Ctrl-C reaches us alone)
 * and dies with us, as does what it starts.  That it could not be executed is told on `errors`, and
 * its exit status is 127.  -errno: nothing was started. */
int machine_start(char *const argv[], struct machine *ret);
void machine_kill(const struct machine *machine);
/* machine_wait: its end, and that of all it had started, within `seconds`, else
 * -ETIMEDOUT.  `ret` may be NULL. */
int machine_wait(const struct machine *machine, int seconds,
		 struct guard_end *ret);
/* machine_close: our ends; the process must have been waited for. */
void machine_close(struct machine *machine);

#endif
