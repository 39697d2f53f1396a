/* SPDX-License-Identifier: MIT */
#include "init/base/listing.h"

#include <errno.h>
#include <string.h>

int listing_next(struct listing *listing, const char **ret_name)
{
	for (;;) {
		struct dirent *entry;

		if (listing->at == listing->length) {
			listing->length = getdents(listing->fd,
				(void *)listing->bytes,
				sizeof(listing->bytes));
			listing->at = 0;
			if (listing->length <= 0)
				return listing->length < 0 ? -errno : 0;
		}
		entry = (void *)(listing->bytes + listing->at);
		listing->at += entry->d_reclen;
		if (entry->d_name[0] != '.' ||
		    (listing->hidden && strcmp(entry->d_name, ".") != 0 &&
		     strcmp(entry->d_name, "..") != 0)) {
			*ret_name = entry->d_name;
			return 1;
		}
	}
}
