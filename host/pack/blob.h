/* SPDX-License-Identifier: MIT */
/* blob: bytes that an image is made of, read from the first to the last: a
 * file, a file in an OCI layout's folder, or a member of an archive.  What is
 * in a folder is found by name, below it. */
#ifndef GVA_HOST_PACK_BLOB_H
#define GVA_HOST_PACK_BLOB_H

#include <sys/types.h>

#include "contract/digest.h"
#include "contract/text.h"

enum { BLOB_PIECE = 256 << 10 };

/* Where they are. */
struct blobs {
	const char *path; /* for people */
	int fd;           /* a file, or a folder */
	bool folder;
};

struct blob_outer;

struct blob {
	const char *path; /* of where it is, for people */
	int fd;           /* a file; -1 in an archive */
	off_t at;         /* of the file */
	struct blob_outer *outer; /* the archive, at the member */
	bool digested;            /* blob_digest() asked for it */
	struct digest digest;     /* of what was read */
	char *piece;
};

/* blob_open: `name` in `blobs`; NULL: the file itself.  A member may be a link
 * to another.  -ENOENT: there is none, -errno; both with `why`. */
int blob_open(const struct blobs *blobs, const char *name, struct blob *ret,
	      struct text *why);
/* blob_read: a plain_source for a struct blob.  The bytes are valid until the next
 * call.  -EINTR: after a signal. */
ssize_t blob_read(void *blob, const void **ret_bytes);
/* blob_digest: to be asked before the first byte is read. */
void blob_digest(struct blob *blob);
/* blob_rest: reads what is left, for the digest of all; -errno. */
int blob_rest(struct blob *blob, unsigned char ret_digest[DIGEST_SIZE]);
void blob_close(struct blob *blob);
/* blob_all: a small one, whole, with a NUL after it; free it.  -EFBIG: more
 * than `max` bytes. */
int blob_all(const struct blobs *blobs, const char *name, size_t max,
	     struct text *ret, struct text *why);

#endif
