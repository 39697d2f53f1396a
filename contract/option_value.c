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

int option_user(struct span value, struct option_user *ret)
{
	struct span gid = value, uid = value;
	uint64_t numbers[2];
	size_t at = 0;

	while (at < value.length && value.bytes[at] != ':')
		at++;
	uid.length = at;
	if (at < value.length) {
		gid.bytes += at + 1;
		gid.length -= at + 1;
	}
	/* (uid_t)-1 means "leave it" to setresuid(2). */
	if (span_u64(uid, UINT32_MAX - 1, &numbers[0]) < 0 ||
	    span_u64(gid, UINT32_MAX - 1, &numbers[1]) < 0)
		return -EINVAL;
	*ret = (struct option_user){ (uint32_t)numbers[0],
				     (uint32_t)numbers[1] };
	return 0;
}
