/* SPDX-License-Identifier: MIT */
/* traffic: whether the disks of the machine are at work (/sys/block/NAME/stat,
 * Linux Documentation/block/stat.rst). */
#ifndef GVA_INIT_BASE_TRAFFIC_H
#define GVA_INIT_BASE_TRAFFIC_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "init/base/limits.h"

struct traffic {
	int fds[DISKS_MAX]; /* opened once: a look must not wait for memory */
	_Atomic size_t count;
};

struct traffic_seen {
	uint64_t done; /* requests that the disks have answered */
	bool pending;  /* a disk owes an answer */
};

/* traffic_add: a disk of this name of /sys/block is looked at, too.  Without
 * its numbers, or beyond DISKS_MAX, it is not. */
void traffic_add(struct traffic *traffic, const char *name);
/* traffic_look: all of them; any thread may. */
struct traffic_seen traffic_look(const struct traffic *traffic);
/* traffic_parse: adds one disk's line, "READS MERGES ...", to `seen`. */
void traffic_parse(const char *bytes, size_t length,
		   struct traffic_seen *seen);

#endif
