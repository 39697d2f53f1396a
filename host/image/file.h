/* SPDX-License-Identifier: MIT */
/* image_file: one small file of an image that is not written to, through
 * libext2fs, which holds what it reads against its checksums. */
#ifndef GVA_HOST_IMAGE_FILE_H
#define GVA_HOST_IMAGE_FILE_H

#include "host/image/image.h"

/* image_file: `name` in the folder of `role`, with a NUL after it; free it.
 * -ENOENT: there is none, or no such role.  -EINVAL and `why`: it is no
 * regular file, has more than `max` bytes, or is damaged; -errno. */
int image_file(const struct image *image, enum role role, const char *name,
	       size_t max, char **ret, struct text *why);

#endif
