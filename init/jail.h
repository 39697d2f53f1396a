/* SPDX-License-Identifier: MIT */
/* jail: what keeps a script, which is root, from PID 1, the disks and the
 * scripts behind it.  It is in namespaces of its own (spawn.h), where this
 * takes away what reaches out of them.
 *
 *	/		read-only
 *	/proc		its own; sys, irq, bus and fs of it read-only
 *	/sys		read-only, without the cgroups
 *	/dev		a tmpfs with the usual nodes alone; its own pts, shm
 *			and mqueue
 *	/tmp, /run, /root	tmpfs, gone with the script
 *	/gva		empty: the disks are reached by /app, /data, /out alone
 *
 * Of the capabilities those are left that act on its own files, users and
 * processes; no user namespace brings them back, as the kernel has none. */
#ifndef GVA_INIT_JAIL_H
#define GVA_INIT_JAIL_H

#include <stdint.h>

#include "../contract/option.h"

struct jail {
	uint64_t tmp_bytes; /* of each tmpfs */
};

/* jail_mounts: in a new mount namespace, as the first process of a new PID
 * namespace; -errno of the first step that failed. */
int jail_mounts(const struct jail *jail);
/* jail_drop: in the process that is to become the script: the capabilities,
 * for good. */
int jail_drop(void);
/* jail_user: becomes the user, without supplementary groups. */
int jail_user(struct option_user user);

#endif
