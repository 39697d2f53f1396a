/* SPDX-License-Identifier: MIT */
/* drive: an image as a disk of the virtual machine. */
#ifndef GVA_HOST_IMAGE_DRIVE_H
#define GVA_HOST_IMAGE_DRIVE_H

#include <limits.h>

#include "host/image/image.h"

struct drive {
	char path[PATH_MAX];
	int roles;         /* the serial number of its disk says them */
	bool block_device;
	bool writable;
};

struct drives {
	size_t count;
	struct drive list[ROLE_COUNT];
};

/* drive_add: takes an image in; `role` is that of the flag which named it and
 * counts when its label says none.  -EINVAL, and `why`: its label says other
 * roles, or a role is taken already. */
int drive_add(struct drives *drives, enum role role, const struct image *image,
	      struct text *why);
/* drives_roles: of all of them together. */
int drives_roles(const struct drives *drives);
/* drives_with: the one that has this role, or NULL. */
struct drive *drives_with(struct drives *drives, enum role role);
/* drive_busy: whether a QEMU has it attached in a way that keeps ours from it:
 * what one writes to is its alone. */
bool drive_busy(const struct drive *drive);

#endif
