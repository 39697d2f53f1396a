/* SPDX-License-Identifier: MIT */
/* image_make: a new disk image, through libext2fs. */
#ifndef GVA_HOST_PACK_MAKE_H
#define GVA_HOST_PACK_MAKE_H

#include <stdint.h>

#include "contract/text.h"

enum {
	/* A journal of 4 MiB, tables, and room for a record or two. */
	IMAGE_OUT_MIN = 16 << 20,
};
/* A file of ext4 has less than 16 TiB, and an image is one. */
#define IMAGE_OUT_MAX (UINT64_C(15) << 40)

struct root;

/* What goes into a new image; at least one of the four. */
struct image_contents {
	struct root *root; /* open, of root.h; or NULL */
	const char *app;  /* directory that holds script-bin, or one script
			   * that becomes script-bin/NAME; or NULL */
	const char *data; /* directory, or NULL */
	uint64_t out_bytes; /* size of the out part, or 0 for none */
	const char *job;  /* name for the status block, or NULL */
	bool own_root; /* scripts see another root than the appliance's; it
			* changes what people are told of them, not the bytes */
	uint64_t bytes;   /* size of the whole, or 0: what it takes */
};

/* image_make: makes PATH (which must not exist; removed again on failure).
 * Tells people of scripts that will not start, see image_scripts.h.
 * The bytes follow from names, contents, modes and times of the trees, the
 * job name, the size and SOURCE_DATE_EPOCH alone; every owner is root, and
 * extended attributes are not taken along, but for a root's. */
int image_make(const char *path, const struct image_contents *contents,
	       struct text *why);

#endif
