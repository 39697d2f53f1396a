/* SPDX-License-Identifier: MIT */
/* listing: the names of a folder, one after the other, without allocation. */
#ifndef GVA_INIT_BASE_LISTING_H
#define GVA_INIT_BASE_LISTING_H

#include <dirent.h>
#include <stdbool.h>

struct listing {
	_Alignas(struct dirent) char bytes[4096];
	int fd; /* of the folder; the caller opens and closes it */
	int at, length;
	bool hidden; /* also names that begin with a dot */
};

/* listing_next: the next name that does not begin with a dot, or with `hidden`
 * is not one of the two that each folder has; good until the next call; 1, 0
 * at the end, or -errno. */
int listing_next(struct listing *listing, const char **ret_name);
/* listing_take: the same of the bytes that are there; whether there was one. */
bool listing_take(struct listing *listing, const char **ret_name);

#endif
