/* SPDX-License-Identifier: MIT */
/* plain: bytes without their compression, which is by gzip, bzip2, xz, zstd,
 * lz4 or none, up to the end, where their checksums are.  gzip by zlib, as
 * libarchive takes one whose checksum is another. */
#ifndef GVA_HOST_PACK_PLAIN_H
#define GVA_HOST_PACK_PLAIN_H

#define ZLIB_CONST
#include <archive.h>
#include <stdbool.h>
#include <sys/types.h>
#include <zlib.h>

/* Where bytes come from: the next of them, 0 at the end, or -errno. */
typedef ssize_t plain_source(void *context, const void **ret_bytes);

struct plain {
	struct archive *archive; /* all but gzip */
	plain_source *read;
	void *context;
	z_stream gzip;
	unsigned char *piece; /* NULL: it is no gzip */
	bool begun;
	bool between; /* members of a gzip */
	bool ended;
	int err;      /* of `read` */
	const char *reason;
};

/* plain_open: -EINVAL: there is not a byte; -errno.  Close it in any case. */
int plain_open(struct plain *plain, plain_source *read, void *context);
/* plain_read: a plain_source.  -EINVAL: damaged, or cut off; then, and after
 * any error, `reason` may say why. */
ssize_t plain_read(struct plain *plain, const void **ret_bytes);
void plain_close(struct plain *plain);

#endif
