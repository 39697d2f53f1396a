/* SPDX-License-Identifier: MIT */
#include "init/base/listing.h"

#include <errno.h>

int listing_next(struct listing *listing, const char **ret_name)
{
	while (!listing_take(listing, ret_name)) {
		listing->at = 0;
		listing->length = getdents(listing->fd, (void *)listing->bytes,
					   sizeof(listing->bytes));
		if (listing->length <= 0)
			return listing->length < 0 ? -errno : 0;
	}
	return 1;
}
