/* SPDX-License-Identifier: MIT */
/* signals: what gva makes of the signals and descriptors that its caller left
 * it with.  In one place, as each command meets the same callers: batch
 * systems, daemons, nohup. */
#ifndef GVA_HOST_BASE_SIGNALS_H
#define GVA_HOST_BASE_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

/* signals_prepare: the first thing that main does.
 * - 0, 1 and 2 are open: where the caller closed one, what is opened next
 *   (an image) would become it.  A closed stdout gives EBADF still.
 * - SIGPIPE and SIGXFSZ are ignored: a reader that goes away and a file that
 *   may not grow (ulimit -f) are EPIPE and EFBIG, and are told as such.
 * - SIGCHLD is as it is by default: a caller that ignores it would take away
 *   the wait status of QEMU. */
void signals_prepare(void);

/* signals_catch: from here on each signal that would end gva waits to be
 * asked for: all whose default is the end and that can be caught, but those
 * of a fault of our own (SIGSEGV, SIGABRT, ...).  One that was ignored at the
 * start stays ignored, as nohup(1) and a shell's `&` want it.
 * A signalfd of them, or -errno. */
int signals_catch(void);
/* signals_release: those that waited came too late to change anything, and are
 * dropped; one that comes later ends gva at once, with `status`: what came of
 * the job is written down by then, and a reader of stdout may take for ever. */
void signals_release(int status);

/* signals_came: one that has been caught and not been read, or 0; it is left
 * waiting.  For long work, such as packing: -EINTR, undo, and the exit status
 * below. */
int signals_came(void);
/* signals_word: "SIGTERM"; for people. */
void signals_word(int signo, char *ret, size_t size);

/* signals_of_child: between fork and exec: what a program expects, nothing
 * blocked; SIGXFSZ stays ignored, so that a file that may not grow is an
 * error that it can tell. */
void signals_of_child(void);

#endif
