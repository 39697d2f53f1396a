/* SPDX-License-Identifier: MIT */
#include "host/machine/said.h"

#include <string.h>

void said_init(struct said *said)
{
	said->length = 0;
}

void said_add(struct said *said, struct span bytes)
{
	size_t drop = 0;

	if (bytes.length > SAID_SIZE) {
		bytes.bytes += bytes.length - SAID_SIZE;
		bytes.length = SAID_SIZE;
	}
	if (said->length + bytes.length > SAID_SIZE)
		drop = said->length + bytes.length - SAID_SIZE;
	memmove(said->bytes, said->bytes + drop, said->length - drop);
	said->length -= drop;
	memcpy(said->bytes + said->length, bytes.bytes, bytes.length);
	said->length += bytes.length;
}
