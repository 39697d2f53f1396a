/* SPDX-License-Identifier: MIT */
/* image: disk images as files of the host: what they are, and their status
 * block.  Into one that a guest has run on nothing is written, but by a
 * machine. */
#ifndef GVA_HOST_IMAGE_IMAGE_H
#define GVA_HOST_IMAGE_IMAGE_H

#include "contract/option.h"
#include "contract/role.h"
#include "contract/status.h"
#include "contract/superblock.h"

struct image {
	const char *path;
	int roles; /* of its label; 0: the label says nothing */
	uint64_t bytes; /* of the file */
	struct superblock superblock;
	/* Destroyed, in an image that a machine ran on: its size alone is
	 * known, by where the status block lies. */
	bool superblock_lost;
	bool has_status;
	bool status_damaged; /* there is one, but torn: has_status is false */
	struct status status;
};

/* image_probe: looks at a file without changing it.  -errno, and in `why`
 * "read PATH: reason" ready for say(). */
int image_probe(const char *path, struct image *ret, struct text *why);

/* image_in_use: whether QEMU has the image attached (it holds locks on it).
 * Blind to a QEMU of another machine where the file system does not share
 * locks. */
bool image_in_use(const char *path);

/* image_is_written: whether one of these QEMUs may write to it. */
bool image_is_written(const char *path);

/* image_lock: a lock that keeps other gvas from it, for as long as the
 * descriptor is open; it is beside those that QEMU takes.  -EBUSY: another has
 * it; other -errno: it can not be locked. */
int image_lock(const char *path);

/* image_write_conf: puts job.conf into an out image that never ran, in the
 * place of one that may be there.  -EBUSY: the image has run. */
int image_write_conf(const struct image *image, struct span conf,
		     struct text *why);
/* image_copy: a copy of its own (reflink where the file system has it, holes
 * kept); PATH must not exist. */
int image_copy(const struct image *image, const char *path, struct text *why);

#endif
