/* SPDX-License-Identifier: MIT */
/* loopback: the one interface of a network namespace, which is down in a new
 * one. */
#ifndef GVA_INIT_PROCESS_LOOPBACK_H
#define GVA_INIT_PROCESS_LOOPBACK_H

/* loopback_start: of the caller's namespace, with 127.0.0.1; -errno. */
int loopback_start(void);

#endif
