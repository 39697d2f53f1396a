/* SPDX-License-Identifier: MIT */
/* relay: copies what a script writes into a pipe that PID 1 shares with nobody.
 *
 *	script -- its pipe -- relay (a thread) -- our pipe -- PID 1
 *
 * Whoever splices into a pipe, as cat and cp do, sleeps with the pipe's lock
 * held until there is something to splice (Linux fs/splice.c,
 * splice_file_to_pipe); and who reads, polls or closes it then sleeps as
 * deeply, O_NONBLOCK or not.  That is for the relay to do: with the script's
 * end the lock is free. */
#ifndef GVA_INIT_PROCESS_RELAY_H
#define GVA_INIT_PROCESS_RELAY_H

#include <semaphore.h>

#include "init/base/limits.h"
#include "init/base/thread.h"

struct relay {
	struct thread thread;
	sem_t released;
	int end;  /* of the script's pipe, to be written: the script's own */
	int from; /* the script's pipe, to be read */
	int to;   /* our pipe, to be written */
	char chunk[CAPTURE_CHUNK];
};

/* relay_start: from now on the descriptors are the relay's, `end` once it is
 * released.  It closes them once nobody can write to `from` any more, or nobody
 * reads from `to`.  -errno: there is no relay, and they are the caller's. */
int relay_start(struct relay *relay, int end, int from, int to);
/* relay_release: the script has its `end`, or will never be.  PID 1 may not
 * close it itself: a script that has closed its own, and holds the pipe by
 * another, makes that the last one. */
void relay_release(struct relay *relay);
/* relay_end: once our pipe has told its end. */
void relay_end(struct relay *relay);

#endif
