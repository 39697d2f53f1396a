/* SPDX-License-Identifier: MIT */
/* digests: SHA-256 of files, computed by a child beside the virtual machine,
 * so that large images cost no waiting. */
#ifndef GVA_HOST_MACHINE_DIGESTS_H
#define GVA_HOST_MACHINE_DIGESTS_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "contract/digest.h"

enum { DIGESTS_MAX = 5 };

struct digests {
	size_t count;
	struct {
		const char *path;
		bool known;
		unsigned char value[DIGEST_SIZE];
	} list[DIGESTS_MAX];
	pid_t pid; /* of the child, 0: none */
	int pipe;
};

/* digests_add: before digests_start; more than DIGESTS_MAX are left out. */
void digests_add(struct digests *digests, const char *path);
/* digests_start: what fails leaves the digests unknown, no more. */
void digests_start(struct digests *digests);
/* digests_finish: waits for at most `seconds` for those that miss. */
void digests_finish(struct digests *digests, int seconds);

#endif
