/* SPDX-License-Identifier: MIT */
/* overlay: an image that scripts may change and that never changes: the root of
 * its role is the lower side, upper and work lie on the out disk, which is
 * writable by then and has their folders (out_tree.h). */
#ifndef GVA_INIT_MACHINE_OVERLAY_H
#define GVA_INIT_MACHINE_OVERLAY_H

#include "init/machine/boot.h"

/* overlay_mount (step): of the role app at /app, or root at SCRIPT_ROOT; a
 * descriptor of it.  Verdict bad-image: it was begun over another image. */
int overlay_mount(struct boot *boot, enum role role, int *ret_fd);

#endif
