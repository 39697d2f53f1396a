/* SPDX-License-Identifier: MIT */
/* image_partial: an image while it is being made.  It has its final name from
 * the start, so that its room is seen where it is used; a lock, and a mark in
 * its first bytes (which ext4 leaves alone) until it is whole.  So one whose
 * maker was killed is known for what it is: nobody takes it for an image, and
 * the same command makes it anew. */
#ifndef GVA_HOST_IMAGE_PARTIAL_H
#define GVA_HOST_IMAGE_PARTIAL_H

#include <stdbool.h>

#include "contract/text.h"

struct image_partial {
	int fd;
	const char *path; /* the caller's */
};

/* image_partial_open: a new file; what lies at `path` must not be there, or
 * be such a partial image of nobody's. */
int image_partial_open(const char *path, struct image_partial *ret,
		       struct text *why);
/* image_partial_whole: all of it is durable, and from now on it is whole. */
int image_partial_whole(struct image_partial *partial, struct text *why);
/* image_partial_give_up: it is removed. */
void image_partial_give_up(struct image_partial *partial);

/* image_partial_is: whether a file begins with the mark. */
bool image_partial_is(int fd);

#endif
