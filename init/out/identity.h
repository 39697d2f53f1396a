/* SPDX-License-Identifier: MIT */
/* identity: whose an out image is (contract/identity.h), held against `ours`,
 * that of the job of this boot: app and data as soon as disks are known, names
 * with the options, job.conf when it has been read. */
#ifndef GVA_INIT_OUT_IDENTITY_H
#define GVA_INIT_OUT_IDENTITY_H

#include "contract/identity.h"
#include "init/base/ending.h"

/* identity_refuse: bad-image and -1 when `image` is another's than `ours`; 0
 * when it may be the same. */
int identity_refuse(struct ending *ending, const struct identity *ours,
		    const struct identity *image);
/* identity_save: the file, not durable yet; `ours` takes the names of the
 * status, and the status block says the same from now on.  -errno. */
int identity_save(int out_fd, struct identity *ours, struct status *status);
/* identity_check: by the file: 1 when the out image belongs to this job; 0
 * when it says nothing, or nothing whole; bad-image and -1 when it belongs to
 * another. */
int identity_check(int out_fd, struct identity *ours, struct ending *ending);

#endif
