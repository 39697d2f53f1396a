/* SPDX-License-Identifier: MIT */
/* ballast: room on the out image that PID 1 keeps back, so that a disk which a
 * script has filled still takes its record.  Blocks that are reserved for an
 * owner would not do: a script can become that owner.  Inodes need no ballast:
 * what a record needs is made before its script runs. */
#ifndef GVA_INIT_OUT_BALLAST_H
#define GVA_INIT_OUT_BALLAST_H

/* ballast_take: allocates what is missing; -ENOSPC. */
int ballast_take(int out_fd);
/* ballast_release: gives it back to the file system; -errno. */
int ballast_release(int out_fd);

#endif
