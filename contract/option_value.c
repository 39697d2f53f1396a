/* SPDX-License-Identifier: MIT */
/* option_value: the values and names that options take. */
#include <errno.h>
#include <string.h>

#include "contract/option.h"

enum { SECONDS_MAX = 366 * 24 * 3600 };

/* Far above any disk, far below overflow. */
static const uint64_t size_max = UINT64_C(1) << 50;

/* A number with one of `units` after it or none; `factors` are theirs. */
static int scaled(struct span value, const char *units,
		  const uint64_t *factors, uint64_t max, uint64_t *ret)
{
	const char *unit;
	uint64_t factor = 1, number;

	if (value.length > 0 && value.bytes[value.length - 1] &&
	    (unit = strchr(units, value.bytes[value.length - 1]))) {
		factor = factors[unit - units];
		value.length--;
	}
	if (span_u64(value, max / factor, &number) < 0)
		return -EINVAL;
	*ret = number * factor;
	return 0;
}

int option_duration(struct span value, uint64_t *ret_seconds)
{
	static const uint64_t factors[] = { 1, 60, 3600, 24 * 3600 };

	return scaled(value, "smhd", factors, SECONDS_MAX, ret_seconds);
}

int option_size(struct span value, uint64_t *ret_bytes)
{
	static const uint64_t factors[] = {
		1 << 10, 1 << 20, 1 << 30, UINT64_C(1) << 40,
		1 << 10, 1 << 20, 1 << 30, UINT64_C(1) << 40,
	};

	return scaled(value, "KMGTkmgt", factors, size_max, ret_bytes);
}

bool option_env_name_ok(struct span name)
{
	struct span reserved = name;

	if (name.length == 0 || name.length > SCRIPT_NAME_MAX ||
	    span_starts(&reserved, "GVA_"))
		return false;
	for (size_t i = 0; i < name.length; i++) {
		char byte = name.bytes[i];

		if (!((byte >= 'A' && byte <= 'Z') || byte == '_' ||
		      (byte >= 'a' && byte <= 'z') ||
		      (i > 0 && byte >= '0' && byte <= '9')))
			return false;
	}
	return true;
}

bool option_job_name_ok(struct span name)
{
	if (name.length == 0 || name.length > JOB_NAME_MAX ||
	    name.bytes[0] == '.')
		return false;
	for (size_t i = 0; i < name.length; i++) {
		char byte = name.bytes[i];

		if (!((byte >= 'A' && byte <= 'Z') ||
		      (byte >= 'a' && byte <= 'z') ||
		      (byte >= '0' && byte <= '9') ||
		      byte == '.' || byte == '_' || byte == '-'))
			return false;
	}
	return true;
}

/* The words of account files are parted by ":" and ","; a path is no name. */
static bool user_name_ok(struct span name)
{
	if (name.length == 0 || name.length > USER_NAME_MAX ||
	    name.bytes[0] == '-')
		return false;
	for (size_t i = 0; i < name.length; i++) {
		unsigned char byte = (unsigned char)name.bytes[i];

		if (byte <= ' ' || byte == 0x7f || strchr(":,/", byte))
			return false;
	}
	return true;
}

static bool all_digits(struct span word)
{
	for (size_t i = 0; i < word.length; i++)
		if (word.bytes[i] < '0' || word.bytes[i] > '9')
			return false;
	return word.length > 0;
}

/* A number, or a name. */
static int user_word(struct span word, uint32_t *ret_number,
		     char ret_name[USER_NAME_MAX + 1])
{
	uint64_t number;

	if (all_digits(word)) {
		/* (uid_t)-1 means "leave it" to setresuid(2). */
		if (span_u64(word, UINT32_MAX - 1, &number) < 0)
			return -EINVAL;
		*ret_number = (uint32_t)number;
		return 0;
	}
	if (!user_name_ok(word))
		return -EINVAL;
	memcpy(ret_name, word.bytes, word.length);
	ret_name[word.length] = '\0';
	return 0;
}

int option_user(struct span value, struct option_user *ret)
{
	struct option_user user = { .has_group = false };
	struct span group = value, name = value;
	size_t at = 0;

	while (at < value.length && value.bytes[at] != ':')
		at++;
	name.length = at;
	if (user_word(name, &user.uid, user.name) < 0)
		return -EINVAL;
	user.gid = user.uid;
	if (at < value.length) {
		group.bytes += at + 1;
		group.length -= at + 1;
		user.has_group = true;
		if (user_word(group, &user.gid, user.group) < 0)
			return -EINVAL;
	}
	*ret = user;
	return 0;
}
