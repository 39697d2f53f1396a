/* SPDX-License-Identifier: MIT */
/* layer: one archive, read twice: for what is in it, and for the bytes. */
#ifndef GVA_HOST_PACK_LAYER_H
#define GVA_HOST_PACK_LAYER_H

#include "host/pack/blob.h"
#include "host/pack/layers.h"

/* layer_read: adds what the archive `name` of `blobs` has to the layers, and
 * gives its digest, and whether its end was marked.  `whiteouts`: it is a layer
 * of a container image.
 * -EINVAL and `why`: it is damaged, or hostile; -errno. */
int layer_read(const struct blobs *blobs, const char *name, bool whiteouts,
	       struct layers *layers, unsigned char ret_digest[DIGEST_SIZE],
	       bool *ret_marked, struct text *why);
/* layer_fill: writes the bytes of the files that layers_inode() has an inode
 * for.  `number`: of the archive's first item; afterwards of the next one's.
 * `digest`: what layer_read() gave.  -ESTALE: the archive was changed since. */
int layer_fill(const struct blobs *blobs, const char *name,
	       const unsigned char digest[DIGEST_SIZE], struct layers *layers,
	       uint64_t *number, ext2_filsys fs, struct text *why);

#endif
