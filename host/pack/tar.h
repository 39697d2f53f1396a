/* SPDX-License-Identifier: MIT */
/* tar: an archive, entry by entry, through libarchive: tar in all of its
 * forms, never by a program that libarchive would start. */
#ifndef GVA_HOST_PACK_TAR_H
#define GVA_HOST_PACK_TAR_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <sys/types.h>

#include "contract/text.h"
#include "host/pack/plain.h"

struct tar {
	struct archive *archive;
	struct plain plain;
	const char *path; /* for people */
	bool marked;      /* by blocks of zeros, where it ends */
};

/* tar_open: -EINVAL and `why`: it is no archive; -errno. */
int tar_open(struct tar *tar, plain_source *read, void *context,
	     const char *path, struct text *why);
/* tar_next: 1 and the next entry; 0 at the end of all bytes, where `marked`
 * tells whether the tar was at its end, too; -errno and `why`. */
int tar_next(struct tar *tar, struct archive_entry **ret, struct text *why);
/* tar_data: 1 and the next bytes of the entry, and their place in it, which
 * only rises; 0 at their end; -errno and `why`. */
int tar_data(struct tar *tar, const void **ret_bytes, size_t *ret_length,
	     int64_t *ret_at, struct text *why);
void tar_close(struct tar *tar);

#endif
