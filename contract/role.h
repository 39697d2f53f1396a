/* SPDX-License-Identifier: MIT */
/* role: what a disk is for, by its virtio serial or its ext4 label.
 * Grammar: "gva-" and one or more of root, app, data, out, joined by "+", none
 * twice, 16 bytes in all, which are those of an ext4 label (a virtio-blk serial
 * has 20): gva-app+data+out and gva-root+app+out are the longest, and root goes
 * with data alone. */
#ifndef GVA_CONTRACT_ROLE_H
#define GVA_CONTRACT_ROLE_H

#include "contract/text.h"

enum role {
	ROLE_APP = 1,
	ROLE_DATA = 2,
	ROLE_OUT = 4,
	ROLE_ROOT = 8,
};

enum { ROLE_COUNT = 4, ROLE_ALL = 15, ROLE_NAME_MAX = 16 };

/* role_parse: a set of roles from a label or serial.  0: it names no role
 * (does not start with "gva-"); -EINVAL: it starts so, but is no such name. */
int role_parse(struct span name);
/* role_fits: whether a set of roles has a name. */
bool role_fits(int roles);
/* role_format: the name of a set of roles that has one, in the order root, app,
 * data, out. */
void role_format(int roles, char ret_name[ROLE_NAME_MAX + 1]);
/* role_word: "root", "app", "data" or "out", the folder of one role in a
 * combined image. */
const char *role_word(enum role role);

#endif
