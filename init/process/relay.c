/* SPDX-License-Identifier: MIT */
#include "init/process/relay.h"

#include <errno.h>
#include <unistd.h>

#include "init/base/sys.h"

static void *run(void *argument)
{
	struct relay *relay = argument;
	ssize_t count;

	while (sem_wait(&relay->released) < 0)
		; /* EINTR */
	(void)close(relay->end); /* nothing was written to it */
	do {
		do
			count = read(relay->from, relay->chunk,
				     sizeof(relay->chunk));
		while (count < 0 && errno == EINTR);
	} while (count > 0 &&
		 sys_write_all(relay->to, relay->chunk, (size_t)count) == 0);
	(void)close(relay->from); /* a pipe's reading end */
	(void)close(relay->to);   /* last: it tells the end */
	return NULL;
}

int relay_start(struct relay *relay, int end, int from, int to)
{
	if (sem_init(&relay->released, 0, 0) < 0)
		return -errno;
	relay->end = end;
	relay->from = from;
	relay->to = to;
	return thread_start(&relay->thread, run, relay);
}

void relay_release(struct relay *relay)
{
	(void)sem_post(&relay->released); /* it was 0 */
}

void relay_end(struct relay *relay)
{
	thread_join(&relay->thread);
}
