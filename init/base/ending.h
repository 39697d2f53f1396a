/* SPDX-License-Identifier: MIT */
/* ending: how this boot is to end: what the status block will say, and whether
 * the verdict in it stands already. */
#ifndef GVA_INIT_BASE_ENDING_H
#define GVA_INIT_BASE_ENDING_H

#include <stdbool.h>

#include "contract/status.h"

enum standing {
	ENDING_OPEN,   /* nothing has failed: the job goes on */
	ENDING_LATE,   /* the job's deadline came: the rest is accounted for,
			* and what fails in that becomes the verdict */
	ENDING_FAILED, /* something failed: the verdict stands */
	ENDING_TOLD,   /* an earlier boot's verdict is final: it is told again,
			* and nothing is written */
};

struct ending {
	enum standing standing;
	struct status status;
	int out_fd; /* root of the out role, to be asked for room; or -1 */
};

/* ending_stands: nothing that fails now changes the verdict any more. */
bool ending_stands(const struct ending *ending);
/* ending_fail: the boot ends with `verdict`; "object: reason" for people.  The
 * first call stands, as later failures follow from it.  Gives -1. */
int ending_fail(struct ending *ending, enum verdict verdict,
		const char *object, const char *reason);
/* ending_fail_errno: the same for -errno of "verb object".  Want of memory or
 * descriptors is appliance-error, and want of room output-full, whatever the
 * caller takes the failure for; -EMEDIUMTYPE (sys_open_file) is bad-image. */
int ending_fail_errno(struct ending *ending, enum verdict verdict,
		      const char *object, int err);
/* ending_late: the job's deadline came.  Gives -1. */
int ending_late(struct ending *ending);
/* ending_settle: a verdict that is late stands from now on.  Gives -1. */
int ending_settle(struct ending *ending);

#endif
