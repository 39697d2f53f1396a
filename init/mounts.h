/* SPDX-License-Identifier: MIT */
/* mounts: mounting, and the list by which all is unmounted at the end. */
#ifndef GVA_INIT_MOUNTS_H
#define GVA_INIT_MOUNTS_H

#include "init/boot.h"

/* mounts_kernel (step): proc, sys, dev and the tmpfs of scripts; these stay
 * until the machine ends. */
int mounts_kernel(struct boot *boot);
/* mounts_add: makes the folder `where`, mounts, and remembers it. */
int mounts_add(struct boot *boot, const char *what, const char *where,
	       const char *type, unsigned long flags, const char *options);
/* mounts_bind: a bind mount with `flags` of its own; Linux takes them in a
 * second step (mount(2), MS_BIND). */
int mounts_bind(struct boot *boot, const char *what, const char *where,
		unsigned long flags);
/* mounts_drop: unmounts what was added last; -errno. */
int mounts_drop(struct boot *boot);
/* mounts_end: unmounts in reverse order; read-only where that fails.  The
 * first error, or 0. */
int mounts_end(struct boot *boot);

#endif
