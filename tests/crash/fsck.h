/* SPDX-License-Identifier: MIT */
/* fsck: e2fsck over the disk of a state, as the appliance would meet it. */
#ifndef GVA_TESTS_CRASH_FSCK_H
#define GVA_TESTS_CRASH_FSCK_H

#include "tests/crash/image.h"

enum fsck {
	FSCK_FAILED,   /* e2fsck could not be run: no finding */
	FSCK_CLEAN,    /* clean once the journal is replayed, as a mount does */
	FSCK_REPAIRED, /* no mount, but clean after e2fsck -fy */
	FSCK_DAMAGED,  /* silently damaged, or not clean even then */
};

/* fsck_state: `scratch` holds the state and is changed; `again` fills it anew
 * with the same state. */
enum fsck fsck_state(struct scratch *scratch,
		     int (*again)(struct scratch *scratch, void *context),
		     void *context);

#endif
