/* SPDX-License-Identifier: MIT */
#include "init/base/thread.h"

int thread_start(struct thread *thread, void *(*run)(void *), void *argument)
{
	pthread_attr_t attributes;
	int err = pthread_attr_init(&attributes);

	/* With a stack of ours musl allocates nothing. */
	if (err == 0)
		err = pthread_attr_setstack(&attributes, thread->stack,
					    sizeof(thread->stack));
	if (err == 0)
		err = pthread_create(&thread->id, &attributes, run, argument);
	return -err;
}

void thread_join(struct thread *thread)
{
	(void)pthread_join(thread->id, NULL);
}
