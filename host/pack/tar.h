/* SPDX-License-Identifier: MIT */
/* tar: an archive, entry by entry, through libarchive: tar in all of its
 * forms, plain or compressed by gzip, bzip2, xz, zstd or lz4, never by a
 * program that libarchive would start. */
#ifndef GVA_HOST_PACK_TAR_H
#define GVA_HOST_PACK_TAR_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <sys/types.h>

#include "contract/text.h"

/* Where its bytes come from: the next of them, 0 at the end, or -errno. */
typedef ssize_t tar_read(void *context, const void **ret_bytes);

struct tar {
	struct archive *archive;
	tar_read *read;
	void *context;
	const char *path; /* for people */
	int err;          /* of `read` */
};

/* tar_open: -EINVAL and `why`: it is no archive; -errno. */
int tar_open(struct tar *tar, tar_read *read, void *context, const char *path,
	     struct text *why);
/* tar_next: 1 and the next entry; 0 at the end; -errno and `why`. */
int tar_next(struct tar *tar, struct archive_entry **ret, struct text *why);
/* tar_data: 1 and the next bytes of the entry, and their place in it, which
 * only rises; 0 at their end; -errno and `why`. */
int tar_data(struct tar *tar, const void **ret_bytes, size_t *ret_length,
	     int64_t *ret_at, struct text *why);
bool tar_is_compressed(const struct tar *tar);
void tar_close(struct tar *tar);

#endif
