/* SPDX-License-Identifier: MIT */
/* image: disk images as files of the host: what they are, making them, and
 * their status block.  Making goes through libext2fs; an image that a guest
 * has written is never opened for writing. */
#ifndef GVA_HOST_IMAGE_H
#define GVA_HOST_IMAGE_H

#include "contract/option.h"
#include "contract/role.h"
#include "contract/status.h"
#include "contract/superblock.h"

enum {
	/* A journal of 4 MiB, tables, and room for a record or two. */
	IMAGE_OUT_MIN = 16 << 20,
};
/* A file of ext4 has less than 16 TiB, and an image is one. */
#define IMAGE_OUT_MAX (UINT64_C(15) << 40)

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

/* What goes into a new image; at least one of the three. */
struct image_contents {
	const char *app;  /* directory that holds script-bin, or one script
			   * that becomes script-bin/NAME; or NULL */
	const char *data; /* directory, or NULL */
	uint64_t out_bytes; /* size of the out part, or 0 for none */
	const char *job;  /* name for the status block, or NULL */
};

/* image_make: makes PATH (which must not exist; removed again on failure).
 * Tells people of scripts that will not start, see image_scripts.h.
 * The bytes follow from names, contents, modes and times of the trees, the
 * job name, the size and SOURCE_DATE_EPOCH alone; every owner is root;
 * extended attributes are not taken along. */
int image_make(const char *path, const struct image_contents *contents,
	       struct text *why);
/* image_write_conf: puts job.conf into an out image that never ran, in the
 * place of one that may be there.  -EBUSY: the image has run. */
int image_write_conf(const struct image *image, struct span conf,
		     struct text *why);
/* image_copy: a copy of its own (reflink where the file system has it, holes
 * kept); PATH must not exist. */
int image_copy(const struct image *image, const char *path, struct text *why);

#endif
