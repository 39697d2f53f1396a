/* SPDX-License-Identifier: MIT */
/* image: a disk in memory as it would be after a cut, and the file that it is
 * laid out in for e2fsck, which may change that as it likes. */
#ifndef GVA_TESTS_CRASH_IMAGE_H
#define GVA_TESTS_CRASH_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/limits.h"

struct image {
	unsigned char *bytes;
	size_t size;    /* a multiple of IMAGE_BLOCK */
	bool *used;     /* the blocks that may hold other bytes than zeros */
};

/* image_load: the bytes of a file. */
int image_load(const char *path, struct image *ret);
void image_free(struct image *image);
/* image_write: a write to the disk.  -ERANGE: beyond its end. */
int image_write(struct image *image, uint64_t offset,
		const unsigned char *bytes, size_t length);
/* image_save: to a new sparse file. */
int image_save(const struct image *image, const char *path);
/* image_copy: makes `to`, which has the same size, the same as `from`. */
void image_copy(const struct image *from, struct image *to);

struct scratch {
	struct image image; /* shared with the file */
	int fd;
	char path[32];      /* for this process and its children */
};

/* scratch_open: a file of zeros in memory, without a name. */
int scratch_open(size_t size, struct scratch *ret);
/* scratch_fill: makes the file the same as `image`. */
void scratch_fill(struct scratch *scratch, const struct image *image);

#endif
