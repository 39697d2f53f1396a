/* SPDX-License-Identifier: MIT */
/* user: who the scripts are, by the option `user`. */
#ifndef GVA_INIT_JOB_USER_H
#define GVA_INIT_JOB_USER_H

#include "init/machine/boot.h"

/* user_find (step): boot->user.  Names are those of the root image as it was
 * packed, or of the initramfs.  A number is looked up in a root image alone: in
 * the initramfs it stands for itself.  The disks are mounted, and nothing was
 * written yet.  Verdicts: bad-options, there is no such name; bad-image. */
int user_find(struct boot *boot);

#endif
