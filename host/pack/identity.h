/* SPDX-License-Identifier: MIT */
/* image_identity: the UUID of an image that holds an app, which a job that is
 * resumed is held to (init/out/identity.h). */
#ifndef GVA_HOST_PACK_IDENTITY_H
#define GVA_HOST_PACK_IDENTITY_H

#include <time.h>

#include "contract/text.h"

/* image_identify: gives the image a UUID made of the digest of all that is in
 * it, so that the same contents have the same one.  `epoch` as image_make()
 * has it; `path` is for messages.  -errno and `why`. */
int image_identify(int fd, const char *path, time_t epoch, struct text *why);

#endif
