/* SPDX-License-Identifier: MIT */
/* identity: whose an out image is (contract/identity.h), held against the job
 * of this boot, which boot->identity is: app and data as soon as disks are
 * known, names with the options, job.conf when it has been read. */
#ifndef GVA_INIT_IDENTITY_H
#define GVA_INIT_IDENTITY_H

#include "init/boot.h"

/* identity_refuse: bad-image and -1 when `image` is another's than this
 * boot's; 0 when it may be the same. */
int identity_refuse(struct boot *boot, const struct identity *image);
/* identity_save: the file, not durable yet; the status block says the same
 * from now on.  -errno. */
int identity_save(struct boot *boot);
/* identity_check: by the file: 1 when the out image belongs to this job; 0
 * when it says nothing, or nothing whole; bad-image and -1 when it belongs to
 * another. */
int identity_check(struct boot *boot);

#endif
