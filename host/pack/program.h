/* SPDX-License-Identifier: MIT */
/* image_program: whether the guest can start a program of a job. */
#ifndef GVA_HOST_PACK_PROGRAM_H
#define GVA_HOST_PACK_PROGRAM_H

#include "contract/text.h"

/* image_program_check: puts into `why`, as far as it can be known before, why
 * the file `name` in `directory` will not start; nothing when it may.  `app`
 * is the folder that becomes /app, or -1. */
void image_program_check(int app, int directory, const char *name,
			 struct text *why);

#endif
