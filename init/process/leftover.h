/* SPDX-License-Identifier: MIT */
/* leftover: files that stay open though no process is left that has them.
 *
 * A socket keeps what was sent to it, sockets among that, with files of their
 * own: a pipe of the script's, a port, room of /out.  When the last process is
 * gone the kernel looks for such by and by (Linux net/unix/garbage.c), and
 * closes them without a word (fs/file_table.c, delayed_fput). */
#ifndef GVA_INIT_PROCESS_LEFTOVER_H
#define GVA_INIT_PROCESS_LEFTOVER_H

#include <stdbool.h>
#include <stdint.h>

/* leftover_open: the open files of the machine; 0: nobody knows. */
uint64_t leftover_open(void);
/* leftover_files: the open files of the machine that PID 1 has no descriptor
 * of.  Some are always there: what counts is the difference to an earlier
 * number. */
uint64_t leftover_files(void);

#endif
