/* SPDX-License-Identifier: MIT */
/* watchdog: ends the job when PID 1 itself does not get on, as the kernel or a
 * disk does not come back to it: a thread looks every few seconds whether PID 1
 * has said something since, or a disk has answered (patience.h).
 *
 * The kernel's own detection of hung tasks, which is in charge until this is,
 * cannot tell what matters from a script's process that waits for another's
 * pipe; so it is off from then on.  It watches the watchdog once that has taken
 * over, and is the last resort of poweroff.c. */
#ifndef GVA_INIT_BASE_WATCHDOG_H
#define GVA_INIT_BASE_WATCHDOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "init/base/thread.h"
#include "init/base/traffic.h"

struct watchdog {
	struct thread thread;
	bool runs;
	_Atomic uint64_t busy;        /* number of the call; see watchdog.c */
	_Atomic uint64_t steps;       /* that PID 1 got on within calls */
	_Atomic uint64_t deadline_ns; /* of the job; 0: none yet */
	uint64_t calls;
	const struct traffic *traffic;
	void (*give_up)(void *argument);
	void *argument;
};

/* watchdog_start: from now on PID 1 is busy.  When it does not get on, and the
 * disks of `traffic` do not either, the watchdog's thread calls
 * give_up(argument), and ends the machine.  Without a thread there is no
 * watchdog, and the kernel's detection stays in charge. */
void watchdog_start(struct watchdog *watchdog, const struct traffic *traffic,
		    void (*give_up)(void *argument), void *argument);
/* watchdog_deadline: of the job. */
void watchdog_deadline(struct watchdog *watchdog, uint64_t deadline_ns);
/* watchdog_busy: PID 1 got here, and is to come again, or to step on, before
 * the watchdog's patience ends.  It does not come back when the watchdog has
 * taken the job's end upon itself. */
void watchdog_busy(struct watchdog *watchdog);
/* watchdog_step: PID 1 gets on with something long, be it without a disk: a
 * part of it is done.  The job's deadline holds for all parts together. */
void watchdog_step(struct watchdog *watchdog);
/* watchdog_rest: PID 1 waits with a deadline of its own, until it is busy. */
void watchdog_rest(struct watchdog *watchdog);

#endif
