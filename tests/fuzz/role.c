/* SPDX-License-Identifier: MIT */
/* A label or serial: a role set that has one name, none, or an error. */
#include <errno.h>

#include "contract/role.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct span name = { (const char *)bytes, length };
	int roles = role_parse(name);
	char again[ROLE_NAME_MAX + 1];

	MUST(roles == -EINVAL || roles == 0 || role_fits(roles));
	if (roles > 0) {
		MUST(length <= ROLE_NAME_MAX);
		role_format(roles, again);
		MUST(role_parse(span_of(again)) == roles);
	}
	return 0;
}
