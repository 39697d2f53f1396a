/* SPDX-License-Identifier: MIT */
/* recover: an out image that was not closed, or is damaged, is made fit for a
 * reader, by the appliance itself: this host never mounts or repairs what a
 * guest has written. */
#ifndef GVA_HOST_RECOVER_H
#define GVA_HOST_RECOVER_H

#include "host/image.h"

struct request; /* of `gva run`, request.h */

/* recover_needed: whether a reader would miss or misread something. */
bool recover_needed(const struct image *image);
/* recover: boots the appliance with mode=repair on the image, with the machine
 * and the parts of `like` (NULL: the defaults), and probes it again.  0, or
 * -errno and `why`; -EINTR: a signal came.  The image is written to. */
int recover(struct image *image, const struct request *like,
	    struct text *why);

#endif
