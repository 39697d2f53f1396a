/* SPDX-License-Identifier: MIT */
/* The first line is the option `user`, the second says how many bytes behind it
 * are passwd; the rest is group.  What is found are texts and numbers. */
#include <errno.h>
#include <string.h>

#include "contract/account.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct account account;
	struct span rest = { (const char *)bytes, length }, line, passwd;
	struct option_user wanted;
	uint64_t count;
	int err;

	if (!span_line(&rest, &line) || option_user(line, &wanted) < 0 ||
	    !span_line(&rest, &line) || span_u64(line, rest.length, &count) < 0)
		return 0;
	MUST(strlen(wanted.name) <= USER_NAME_MAX);
	MUST(strlen(wanted.group) <= USER_NAME_MAX);
	passwd = (struct span){ rest.bytes, (size_t)count };
	rest.bytes += count;
	rest.length -= (size_t)count;
	err = account_user(passwd, &wanted, &account);
	MUST(err == 0 || (err == -ENOENT && wanted.name[0]));
	if (err < 0)
		return 0;
	MUST(account.uid != UINT32_MAX && account.gid != UINT32_MAX);
	MUST(wanted.name[0] || account.uid == wanted.uid);
	MUST(!wanted.name[0] || strcmp(account.name, wanted.name) == 0);
	MUST(!account.name[0] == !account.home[0]);
	MUST(!account.home[0] || account.home[0] == '/');
	err = account_group(rest, &wanted, &account);
	MUST(err == 0 || err == -E2BIG || (err == -ENOENT && wanted.group[0]));
	MUST(account.gid != UINT32_MAX);
	MUST(account.groups_count <= ACCOUNT_GROUPS_MAX);
	MUST(!wanted.has_group || account.groups_count == 0);
	return 0;
}
