/* SPDX-License-Identifier: MIT */
/* said: the last bytes of what a program printed. */
#ifndef GVA_HOST_MACHINE_SAID_H
#define GVA_HOST_MACHINE_SAID_H

#include "contract/text.h"

enum { SAID_SIZE = 4096 };

struct said {
	size_t length;
	char bytes[SAID_SIZE];
};

void said_init(struct said *said);
/* said_add: what no longer fits falls off at the front. */
void said_add(struct said *said, struct span bytes);

#endif
