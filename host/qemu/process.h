/* SPDX-License-Identifier: MIT */
/* process: a running QEMU as a process and its four channels. */
#ifndef GVA_HOST_QEMU_PROCESS_H
#define GVA_HOST_QEMU_PROCESS_H

#include "host/qemu/guard.h"

/* The descriptors that QEMU finds its ends of the channels at. */
enum { QEMU_QMP_FD = 3, QEMU_CONSOLE_FD = 4 };

/* Our ends; all are non-blocking. */
struct qemu_process {
	pid_t pid;   /* of QEMU */
	pid_t guard; /* of its guard, our child, whose end is QEMU's */
	int pidfd;   /* of the guard */
	int control; /* to the guard */
	int qmp;
	int console;
	int errors; /* what QEMU says on stdout and stderr */
};

/* qemu_process_start: argv[0] is QEMU's path.  It gets no other descriptor of
 * ours, /dev/null as stdin, a session of its own (so that a Ctrl-C reaches us
 * alone) and dies with us, as does what it starts.  That it could not be
 * executed is told on `errors`, and its exit status is 127.  -errno: nothing
 * was started. */
int qemu_process_start(char *const argv[], struct qemu_process *ret);
void qemu_process_kill(const struct qemu_process *process);
/* qemu_process_wait: its end, and that of all it had started, within
 * `seconds`, else -ETIMEDOUT.  `ret` may be NULL. */
int qemu_process_wait(const struct qemu_process *process, int seconds,
		      struct guard_end *ret);
/* qemu_process_close: our ends; the process must have been waited for. */
void qemu_process_close(struct qemu_process *process);

#endif
