/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "init/base/listing.h"

static bool shown(const struct listing *listing, const char *name)
{
	return name[0] != '.' ||
	       (listing->hidden && strcmp(name, ".") != 0 &&
		strcmp(name, "..") != 0);
}

bool listing_take(struct listing *listing, const char **ret_name)
{
	while (listing->at < listing->length) {
		struct dirent *entry = (void *)(listing->bytes + listing->at);

		listing->at += entry->d_reclen;
		if (!shown(listing, entry->d_name))
			continue;
		*ret_name = entry->d_name;
		return true;
	}
	return false;
}
