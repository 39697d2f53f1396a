/* SPDX-License-Identifier: MIT */
/* reader_walk: all that an out image holds for people, as parcels.  Beside
 * reader_file() this is all that others call of this room: no other code meets
 * what a guest, or a stranger, wrote to a file system. */
#ifndef GVA_HOST_READER_WALK_H
#define GVA_HOST_READER_WALK_H

#include "host/image/image.h"
#include "host/reader/parcel.h"

/* reader_walk: reads the image in `fd`, which is open for reading, and gives
 * parcels in order until there are no more, or `take` wants none.  0, or what
 * `take` gave: what cannot be read is told by parcels.  It writes nothing, and
 * opens nothing. */
int reader_walk(int fd, const struct image *image, parcel_take *take,
		void *context);

#endif
