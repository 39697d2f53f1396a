/* SPDX-License-Identifier: MIT */
/* thread: a second flow of PID 1, for a call that the kernel may not come back
 * from for as long as a script wants, or ever.  It belongs to PID 1, so that
 * no signal reaches it; and PID 1 never waits for one that may be asleep.
 *
 * One that is given up on keeps its struct, and so its stack, for good. */
#ifndef GVA_INIT_BASE_THREAD_H
#define GVA_INIT_BASE_THREAD_H

#include <pthread.h>

enum { THREAD_STACK = 64 * 1024 }; /* pages that are not touched cost nothing */

struct thread {
	pthread_t id;
	_Alignas(16) char stack[THREAD_STACK];
};

/* thread_start: `run` with `argument`; -errno of pthread_create(3). */
int thread_start(struct thread *thread, void *(*run)(void *), void *argument);
/* thread_join: of one whose last call has come back. */
void thread_join(struct thread *thread);

#endif
