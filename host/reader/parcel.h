/* SPDX-License-Identifier: MIT */
/* parcel: what a reader found in an image, one after the other, for whoever
 * writes it to the host.  It is whole in itself: of bounded size, and what it
 * points to is there until the call returns, so it could as well come out of
 * a pipe.  Its taker believes none of it: not the names, nor the order.
 *
 *	image   REFUSED | DAMAGED? (FAILED | entry*)
 *	entry   ENTER FAILED? entry* LEAVE | FILE PIECE* (DONE | FAILED) |
 *		FAILED with a name | LEFT_OUT
 *
 * The entries of the image are `results` and `files`, or fewer. */
#ifndef GVA_HOST_READER_PARCEL_H
#define GVA_HOST_READER_PARCEL_H

#include <sys/types.h>
#include <time.h>

#include "contract/limits.h"
#include "contract/text.h"

enum {
	PARCEL_NAME_MAX = 255,
	PARCEL_REASON_MAX = 511,
	PARCEL_BYTES_MAX = 64 * IMAGE_BLOCK,
	/* Folders within each other, those of the image among them. */
	PARCEL_DEPTH_MAX = 64,
	/* Names in all. */
	PARCEL_ENTRIES_MAX = 1000000,
};

/* No file of more bytes, holes included, is copied: 1 TiB. */
static const uint64_t PARCEL_FILE_MAX = UINT64_C(1) << 40;

enum parcel_kind {
	PARCEL_REFUSED, /* the image is not read; the last parcel */
	PARCEL_DAMAGED, /* its file system does not agree with itself */
	PARCEL_ENTER,   /* a folder begins: what follows is in it */
	PARCEL_LEAVE,
	PARCEL_FILE,    /* a file begins: its pieces follow */
	PARCEL_PIECE,   /* behind the one before; between them are zeros */
	PARCEL_DONE,    /* all of the file was given */
	/* With a name, an entry that cannot be read.  Without one, what was
	 * begun last cannot: the file, the folder, all of the image. */
	PARCEL_FAILED,
	PARCEL_LEFT_OUT, /* an entry that is not for people */
};

struct parcel {
	enum parcel_kind kind;
	struct span name; /* FAILED, LEFT_OUT: any bytes; else a plain name */
	mode_t mode;           /* ENTER, FILE: the twelve bits */
	struct timespec mtime; /* the same */
	uint64_t size;         /* FILE */
	uint64_t at;           /* PIECE: its place in the file */
	struct span bytes;     /* PIECE: within the file's size; not empty */
	int err;               /* REFUSED, DAMAGED, FAILED: -errno, and why: */
	struct span reason;    /* the same, LEFT_OUT: a clause */
};

/* Takes a parcel.  0, or -errno: no more is wanted. */
typedef int parcel_take(void *context, const struct parcel *parcel);

/* parcel_name_plain: one component of a path; not "." or "..". */
bool parcel_name_plain(struct span name);

#endif
