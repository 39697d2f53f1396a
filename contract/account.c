/* SPDX-License-Identifier: MIT */
#include "contract/account.h"

#include <errno.h>
#include <string.h>

enum { FIELDS_MAX = 7 }; /* of a line of passwd */

/* Parts `bytes` at each `sign`, the last field takes the rest: how many. */
static size_t part(struct span bytes, char sign, struct span fields[FIELDS_MAX])
{
	size_t count = 0, start = 0;

	for (size_t i = 0; i <= bytes.length && count < FIELDS_MAX; i++) {
		if (i < bytes.length && bytes.bytes[i] != sign)
			continue;
		fields[count].bytes = bytes.bytes + start;
		fields[count++].length = i - start;
		start = i + 1;
	}
	return count;
}

static bool take_number(struct span field, uint32_t *ret)
{
	uint64_t number;

	/* (uid_t)-1 is nobody's. */
	if (span_u64(field, UINT32_MAX - 1, &number) < 0)
		return false;
	*ret = (uint32_t)number;
	return true;
}

/* Whether it can be a text of `size` bytes with its NUL. */
static bool is_text(struct span field, size_t size)
{
	return field.length > 0 && field.length < size &&
	       !memchr(field.bytes, '\0', field.length);
}

static void keep(struct span field, char *ret)
{
	memcpy(ret, field.bytes, field.length);
	ret[field.length] = '\0';
}

int account_user(struct span passwd, const struct option_user *wanted,
		 struct account *ret)
{
	struct span line, fields[FIELDS_MAX];
	uint32_t uid, gid;

	memset(ret, 0, sizeof(*ret));
	while (span_line(&passwd, &line)) {
		size_t count = part(line, ':', fields);

		if (count < 4 || !take_number(fields[2], &uid) ||
		    !take_number(fields[3], &gid) ||
		    !is_text(fields[0], sizeof(ret->name)) ||
		    (wanted->name[0] ? !span_is(fields[0], wanted->name) :
				       uid != wanted->uid))
			continue;
		ret->uid = uid;
		ret->gid = wanted->has_group ? wanted->gid : gid;
		keep(fields[0], ret->name);
		if (count > 5 && is_text(fields[5], sizeof(ret->home)) &&
		    fields[5].bytes[0] == '/')
			keep(fields[5], ret->home);
		else
			keep(span_of("/"), ret->home);
		return 0;
	}
	if (wanted->name[0])
		return -ENOENT;
	ret->uid = wanted->uid;
	ret->gid = wanted->gid;
	return 0;
}

static bool is_member(struct span members, const char *name)
{
	while (members.length > 0) {
		const char *comma = memchr(members.bytes, ',', members.length);
		struct span one = members;

		if (comma)
			one.length = (size_t)(comma - members.bytes);
		if (span_is(one, name))
			return true;
		if (!comma)
			break;
		members.bytes += one.length + 1;
		members.length -= one.length + 1;
	}
	return false;
}

static int find_group(struct span group, const char *name, uint32_t *ret)
{
	struct span line, fields[FIELDS_MAX];

	while (span_line(&group, &line))
		if (part(line, ':', fields) >= 3 && span_is(fields[0], name) &&
		    take_number(fields[2], ret))
			return 0;
	return -ENOENT;
}

int account_group(struct span group, const struct option_user *wanted,
		  struct account *account)
{
	struct span line, fields[FIELDS_MAX];
	uint32_t gid;

	if (wanted->has_group)
		return wanted->group[0] ?
			find_group(group, wanted->group, &account->gid) : 0;
	while (account->name[0] && span_line(&group, &line)) {
		if (part(line, ':', fields) < 4 ||
		    !take_number(fields[2], &gid) ||
		    !is_member(fields[3], account->name))
			continue;
		if (account->groups_count == ACCOUNT_GROUPS_MAX)
			return -E2BIG;
		account->groups[account->groups_count++] = gid;
	}
	return 0;
}
