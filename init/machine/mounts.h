/* SPDX-License-Identifier: MIT */
/* mounts: mounting, and the list by which all is unmounted at the end. */
#ifndef GVA_INIT_MACHINE_MOUNTS_H
#define GVA_INIT_MACHINE_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "init/base/ending.h"
#include "init/base/limits.h"

struct mounts {
	char paths[MOUNTS_MAX][MOUNT_PATH_SIZE]; /* in order of mounting */
	size_t count;
};

/* mounts_kernel (step): proc, sys, dev and the tmpfs of scripts; these stay
 * until the machine ends. */
int mounts_kernel(struct ending *ending);
/* mounts_add: makes the folder `where`, mounts, and remembers it; -errno. */
int mounts_add(struct mounts *mounts, const char *what, const char *where,
	       const char *type, unsigned long flags, const char *options);
/* mounts_bind: a bind mount with `flags` of its own; Linux takes them in a
 * second step (mount(2), MS_BIND). */
int mounts_bind(struct mounts *mounts, const char *what, const char *where,
		unsigned long flags);
/* mounts_damage: whether a mount failed for what is on the disk: not for want of
 * memory, say, nor as the disk cannot be read. */
bool mounts_damage(int err);
/* mounts_drop: unmounts what was added last; -errno. */
int mounts_drop(struct mounts *mounts);
/* mounts_end: unmounts in reverse order; read-only where that fails.  The
 * first error, or 0. */
int mounts_end(struct mounts *mounts);

#endif
