/* SPDX-License-Identifier: MIT */
/* parts: where the appliance's own files lie: in $GVA_LIB, else in
 * ../lib/gva beside the folder of the program. */
#ifndef GVA_HOST_MACHINE_PARTS_H
#define GVA_HOST_MACHINE_PARTS_H

#include <limits.h>

#include "contract/text.h"

/* parts_find: the path of a part, such as "vmlinux" or "profiles/q35.conf".
 * -errno when it cannot be read, and in `why` what to do. */
int parts_find(const char *part, char ret_path[PATH_MAX], struct text *why);

#endif
