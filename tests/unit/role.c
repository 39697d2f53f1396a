/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/role.h"
#include "tests/unit/test.h"

int main(void)
{
	static const struct {
		const char *name;
		int roles;
	} rows[] = {
		{ "gva-app", ROLE_APP },
		{ "gva-data", ROLE_DATA },
		{ "gva-out", ROLE_OUT },
		{ "gva-app+data", ROLE_APP | ROLE_DATA },
		{ "gva-app+out", ROLE_APP | ROLE_OUT },
		{ "gva-data+out", ROLE_DATA | ROLE_OUT },
		{ "gva-app+data+out", ROLE_APP | ROLE_DATA | ROLE_OUT },
		{ "gva-root", ROLE_ROOT },
		{ "gva-root+app", ROLE_ROOT | ROLE_APP },
		{ "gva-root+data", ROLE_ROOT | ROLE_DATA },
		{ "gva-root+out", ROLE_ROOT | ROLE_OUT },
		{ "gva-root+app+out", ROLE_ROOT | ROLE_APP | ROLE_OUT },
		{ "gva-out+root+app", ROLE_ROOT | ROLE_APP | ROLE_OUT },
		/* No label has room for these. */
		{ "gva-root+app+data", -EINVAL },
		{ "gva-root+data+out", -EINVAL },
		{ "gva-root+app+data+out", -EINVAL },
		{ "gva-root+root", -EINVAL }, { "gva-rootapp", -EINVAL },
		{ "gva-out+app", ROLE_APP | ROLE_OUT },
		{ "", 0 }, { "data", 0 }, { "gva", 0 }, { "GVA-app", 0 },
		{ "xgva-app", 0 },
		{ "gva-", -EINVAL }, { "gva-+", -EINVAL },
		{ "gva-apps", -EINVAL }, { "gva-app+", -EINVAL },
		{ "gva-app+app", -EINVAL }, { "gva-app-out", -EINVAL },
		{ "gva-App", -EINVAL }, { "gva-app +out", -EINVAL },
		{ "gva-outdata", -EINVAL },
	};
	char name[ROLE_NAME_MAX + 1];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(role_parse(span_of(rows[i].name)) == rows[i].roles);
	for (int roles = 1; roles <= ROLE_ALL; roles++) {
		bool fits = !(roles & ROLE_ROOT && roles & ROLE_DATA) ||
			    roles == (ROLE_ROOT | ROLE_DATA);

		CHECK(role_fits(roles) == fits);
		if (!fits)
			continue;
		role_format(roles, name);
		CHECK(role_parse(span_of(name)) == roles);
	}
	CHECK(!role_fits(0) && !role_fits(ROLE_ALL + 1));
	CHECK_STR(name, "gva-root+app+out");
	CHECK_STR(role_word(ROLE_ROOT), "root");
	CHECK_STR(role_word(ROLE_APP), "app");
	CHECK_STR(role_word(ROLE_DATA), "data");
	CHECK_STR(role_word(ROLE_OUT), "out");
	return test_end();
}
