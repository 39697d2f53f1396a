/* SPDX-License-Identifier: MIT */
/* leftover: files that stay open though no process is left that has them.
 *
 * A socket keeps what was sent to it, sockets among that, with files of their
 * own: a pipe of the script's, a port, room of /out.  When the last process is
 * gone the kernel looks for such by and by (Linux net/unix/garbage.c), and
 * closes them behind everybody's back (fs/file_table.c, delayed_fput). */
#ifndef GVA_INIT_LEFTOVER_H
#define GVA_INIT_LEFTOVER_H

#include <stdbool.h>
#include <stdint.h>

/* leftover_known: whether the kernel tells how many files are open. One that is
 * not changed (kernel-config/inflight.patch) tells about how many. To be called
 * while PID 1 has one thread that opens and closes. */
bool leftover_known(void);
/* leftover_files: the open files of the machine that PID 1 has no descriptor
 * of.  Some are always there: what counts is the difference to an earlier
 * number. */
uint64_t leftover_files(void);

#endif
