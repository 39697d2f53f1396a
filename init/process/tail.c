/* SPDX-License-Identifier: MIT */
#include "init/process/tail.h"

#include <string.h>

void tail_start(struct tail *tail, size_t max)
{
	tail->max = max;
	tail->at = 0;
}

void tail_keep(struct tail *tail, const char *bytes, size_t length)
{
	if (length > tail->max) {
		bytes += length - tail->max;
		length = tail->max;
	}
	while (length > 0) {
		size_t part = tail->max - tail->at;

		if (part > length)
			part = length;
		memcpy(tail->bytes + tail->at, bytes, part);
		tail->at = (tail->at + part) % tail->max;
		bytes += part;
		length -= part;
	}
}

void tail_newest(const struct tail *tail, size_t length,
		 struct span ret_parts[2])
{
	size_t start = tail->at >= length ? tail->at - length :
		       tail->at + tail->max - length;
	size_t first = tail->max - start;

	if (first > length)
		first = length;
	ret_parts[0] = (struct span){ tail->bytes + start, first };
	ret_parts[1] = (struct span){ tail->bytes, length - first };
}
