/* SPDX-License-Identifier: MIT */
#include "contract/role.h"

#include <errno.h>

/* In the order of a name. */
static const struct {
	enum role role;
	const char *word;
} roles_by_name[ROLE_COUNT] = {
	{ ROLE_ROOT, "root" }, { ROLE_APP, "app" },
	{ ROLE_DATA, "data" }, { ROLE_OUT, "out" },
};

const char *role_word(enum role role)
{
	int i = 0;

	while (i < ROLE_COUNT - 1 && roles_by_name[i].role != role)
		i++;
	return roles_by_name[i].word;
}

/* Takes one word and the "+" after it off `rest`: its bit, or -EINVAL. */
static int take_role(struct span *rest)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		struct span after = *rest;

		if (!span_starts(&after, roles_by_name[i].word))
			continue;
		if (after.length == 0 ||
		    (span_starts(&after, "+") && after.length > 0)) {
			*rest = after;
			return (int)roles_by_name[i].role;
		}
	}
	return -EINVAL;
}

int role_parse(struct span name)
{
	bool fits = name.length <= ROLE_NAME_MAX;
	int roles = 0;

	if (!span_starts(&name, "gva-"))
		return 0;
	if (!fits)
		return -EINVAL;
	do {
		int role = take_role(&name);

		if (role < 0 || roles & role)
			return -EINVAL;
		roles |= role;
	} while (name.length > 0);
	return roles;
}

static void put(int roles, struct text *text)
{
	const char *before = "-";

	text_put(text, "gva");
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (!(roles & (int)roles_by_name[i].role))
			continue;
		text_put(text, before);
		text_put(text, roles_by_name[i].word);
		before = "+";
	}
}

bool role_fits(int roles)
{
	char name[ROLE_NAME_MAX + 1];
	struct text text;

	text_init(&text, name, sizeof(name));
	put(roles, &text);
	return roles > 0 && roles <= ROLE_ALL && !text.cut;
}

void role_format(int roles, char ret_name[ROLE_NAME_MAX + 1])
{
	struct text text;

	text_init(&text, ret_name, ROLE_NAME_MAX + 1);
	put(roles, &text);
}
