/* SPDX-License-Identifier: MIT */
/* plan_file: the file `plan` of the out image: the names of the first listing
 * of script-bin, escaped, one a line and in order, and a line that seals them
 * (fields.h). */
#ifndef GVA_CONTRACT_PLAN_FILE_H
#define GVA_CONTRACT_PLAN_FILE_H

#include "contract/limits.h"
#include "contract/text.h"

enum {
	/* Bytes of the names of a plan, with their NULs. */
	PLAN_POOL_SIZE = 1024 * 1024,
	/* Bytes of the file: every name at its longest, and the seal. */
	PLAN_FILE_SIZE = 4 * PLAN_POOL_SIZE + 128,
};

/* plan_file_put: adds the line of a name, which is not empty. */
void plan_file_put(struct text *text, const char *name);
/* plan_file_close: adds the line that seals them. */
void plan_file_close(struct text *text);

/* plan_file_open: what plan_file_take() is to take names from; -EBADMSG: the
 * file is torn. */
int plan_file_open(struct span bytes, struct span *ret_rest);
/* plan_file_take: 1 and the next name; 0: there is none; -EBADMSG: it is none,
 * empty, or longer than SCRIPT_NAME_MAX. */
int plan_file_take(struct span *rest, char ret_name[SCRIPT_NAME_MAX + 1]);

#endif
