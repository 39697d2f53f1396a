/* SPDX-License-Identifier: MIT */
/* image_program: whether the guest can start a program of a job. */
#ifndef GVA_HOST_PACK_PROGRAM_H
#define GVA_HOST_PACK_PROGRAM_H

#include "contract/text.h"

/* Where a program of a job may find what it needs. */
struct program_view {
	int app; /* the folder that becomes /app, or -1 */
	bool own_root; /* all else is a root image's, which is not looked into */
};

/* image_program_check: puts into `why`, as far as it can be known before, why
 * the file `name` in `directory` will not start; nothing when it may. */
void image_program_check(const struct program_view *view, int directory,
			 const char *name, struct text *why);

#endif
