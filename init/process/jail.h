/* SPDX-License-Identifier: MIT */
/* jail: what keeps a script, which is root, from PID 1, the disks and the
 * scripts after it.  It is in namespaces of its own (spawn.h), where this
 * gives it a root with nothing that reaches out of them.
 *
 *	/		the initramfs, read-only; or a root image, writable
 *	/app, /data, /out	those of PID 1
 *	/proc		its own; sys, irq, bus and fs of it read-only
 *	/sys		read-only, of its network
 *	/sys/fs/cgroup	read-only: its own group is the root
 *	/dev		a tmpfs with the usual nodes alone; its own pts, shm
 *			and mqueue
 *	/tmp, /run	tmpfs, gone with the script; so is /root of the initramfs
 *
 * Of the capabilities those are left that act on its own files, users and
 * processes; no user namespace brings them back, as the kernel has none. */
#ifndef GVA_INIT_PROCESS_JAIL_H
#define GVA_INIT_PROCESS_JAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/account.h"

struct jail {
	uint64_t tmp_bytes; /* of each tmpfs */
	bool has_data; /* /data is mounted */
};

/* jail_enter: as the first process of new PID, mount and network namespaces,
 * in the script's cgroup; -errno of the first step that failed.  `root`: see
 * spawn.h; it has /app, /data and /out in it, and folders for all else. */
int jail_enter(const struct jail *jail, const char *root);
/* jail_apart: in the place of all of it for a script with full privilege, in
 * new mount and network namespaces: what it mounts and does to its network
 * ends with it. */
int jail_apart(const char *root);
/* jail_drop: in the process that is to become the script: the capabilities,
 * for good. */
int jail_drop(void);
/* jail_user: becomes the user, with no other supplementary groups. */
int jail_user(const struct account *user);

#endif
