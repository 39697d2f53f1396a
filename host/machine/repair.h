/* SPDX-License-Identifier: MIT */
/* repair: an out image that was not closed, or is damaged, is made fit for a
 * reader, by the appliance itself: this host never mounts or repairs what a
 * guest has written. */
#ifndef GVA_HOST_MACHINE_REPAIR_H
#define GVA_HOST_MACHINE_REPAIR_H

#include "host/image/image.h"
#include "host/machine/vm_wish.h"

/* repair_needed: whether a reader would miss or misread something. */
bool repair_needed(const struct image *image);
/* repair: boots the appliance with mode=repair on the image, with a machine
 * as in `like` (NULL: the defaults; its words and processors do not count),
 * and probes it again.  0, or -errno and `why`; -EINTR: a signal came.  The
 * image is written to. */
int repair(struct image *image, const struct vm_wish *like, struct text *why);

#endif
