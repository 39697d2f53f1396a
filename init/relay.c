/* SPDX-License-Identifier: MIT */
#include "relay.h"

#include <errno.h>
#include <unistd.h>

#include "sys.h"

static void *run(void *argument)
{
	struct relay *relay = argument;
	ssize_t count;

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

int relay_start(struct relay *relay, int from, int to)
{
	relay->from = from;
	relay->to = to;
	return thread_start(&relay->thread, run, relay);
}

void relay_end(struct relay *relay)
{
	thread_join(&relay->thread);
}
