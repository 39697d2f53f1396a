/* SPDX-License-Identifier: MIT */
/* role: what a disk is for, by its virtio serial or its ext4 label.
 * Grammar: "gva-" and one or more of app, data, out, joined by "+", none
 * twice.  The longest, gva-app+data+out, is the 16 bytes of an ext4 label and
 * fits the 20 bytes of a virtio-blk serial. */
#ifndef GVA_CONTRACT_ROLE_H
#define GVA_CONTRACT_ROLE_H

#include "contract/text.h"

enum role {
	ROLE_APP = 1,
	ROLE_DATA = 2,
	ROLE_OUT = 4,
};

enum { ROLE_COUNT = 3, ROLE_ALL = 7, ROLE_NAME_MAX = 16 };

/* role_parse: a set of roles from a label or serial.  0: it names no role
 * (does not start with "gva-"); -EINVAL: it starts so, but is no such name. */
int role_parse(struct span name);
/* role_format: the name of a set of roles, in the order app, data, out. */
void role_format(int roles, char ret_name[ROLE_NAME_MAX + 1]);
/* role_word: "app", "data" or "out", the folder of one role in a combined
 * image. */
const char *role_word(enum role role);

#endif
