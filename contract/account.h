/* SPDX-License-Identifier: MIT */
/* account: who a script is, by the lines of /etc/passwd and /etc/group
 * (passwd(5), group(5)), as container engines find it: of several lines the
 * first counts, what is no whole line is skipped, a number need not be there. */
#ifndef GVA_CONTRACT_ACCOUNT_H
#define GVA_CONTRACT_ACCOUNT_H

#include "contract/option.h"

enum {
	/* Bytes of either file that are read. */
	ACCOUNT_FILE_MAX = 1 << 20,
	/* A home, as HOME tells it. */
	ACCOUNT_HOME_MAX = 255,
	/* Supplementary groups; Linux takes 65536. */
	ACCOUNT_GROUPS_MAX = 256,
};

struct account {
	uint32_t uid;
	uint32_t gid;
	char name[USER_NAME_MAX + 1];    /* "": no line has it */
	char home[ACCOUNT_HOME_MAX + 1]; /* the same; else an absolute path */
	size_t groups_count;
	uint32_t groups[ACCOUNT_GROUPS_MAX]; /* supplementary ones */
};

/* account_user: uid, name and home, and the gid where `wanted` has no group.
 * -ENOENT: no line has the name. */
int account_user(struct span passwd, const struct option_user *wanted,
		 struct account *ret);
/* account_group: the group that is wanted; or, where none is, those that the
 * account's name is a member of, as supplementary ones.  -ENOENT: no line has
 * the name; -E2BIG: a member of more than ACCOUNT_GROUPS_MAX. */
int account_group(struct span group, const struct option_user *wanted,
		  struct account *account);

#endif
