/* SPDX-License-Identifier: MIT */
/* reader_check: the gate before libext2fs: only a superblock like those that
 * GVA's own images, or a plain `mke2fs -t ext4`, have goes through. */
#ifndef GVA_HOST_IMAGE_CHECK_H
#define GVA_HOST_IMAGE_CHECK_H

#include "host/image/image.h"

/* reader_check: reads the superblock from `fd` anew.  -EUCLEAN: it must be
 * recovered or repaired first; -EOPNOTSUPP: a feature or geometry that is not
 * read; `why` tells which, without the image's name. */
int reader_check(int fd, const struct image *image, struct text *why);

/* reader_check_before: whether what a guest will have written there can be
 * read: before a job is run on it.  -EOPNOTSUPP: no; nothing is said of how
 * it was closed.  `why` is a clause. */
int reader_check_before(const struct image *image, struct text *why);

#endif
