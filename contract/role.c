/* SPDX-License-Identifier: MIT */
#include "contract/role.h"

#include <errno.h>

static const char *const words[ROLE_COUNT] = { "app", "data", "out" };

const char *role_word(enum role role)
{
	return role == ROLE_APP ? words[0] :
	       role == ROLE_DATA ? words[1] : words[2];
}

/* Takes one word and the "+" after it off `rest`: its bit, or -EINVAL. */
static int take_role(struct span *rest)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct span after = *rest;

		if (!span_starts(&after, words[i]))
			continue;
		if (after.length == 0 ||
		    (span_starts(&after, "+") && after.length > 0)) {
			*rest = after;
			return 1 << i;
		}
	}
	return -EINVAL;
}

int role_parse(struct span name)
{
	int roles = 0;

	if (!span_starts(&name, "gva-"))
		return 0;
	do {
		int role = take_role(&name);

		if (role < 0 || roles & role)
			return -EINVAL;
		roles |= role;
	} while (name.length > 0);
	return roles;
}

void role_format(int roles, char ret_name[ROLE_NAME_MAX + 1])
{
	struct text text;

	text_init(&text, ret_name, ROLE_NAME_MAX + 1);
	text_put(&text, "gva");
	for (int i = 0, first = 1; i < ROLE_COUNT; i++) {
		if (!(roles & 1 << i))
			continue;
		text_put(&text, first ? "-" : "+");
		text_put(&text, words[i]);
		first = 0;
	}
}
