/* SPDX-License-Identifier: MIT */
#include "host/qemu/profile.h"

#include <errno.h>
#include <string.h>

#include "host/base/file.h"

static const struct {
	const char *name;
	bool optional;
} keys[PROFILE_KEY_COUNT] = {
	[PROFILE_MACHINE] = { "MACHINE", false },
	[PROFILE_FIRMWARE] = { "FIRMWARE", true },
	[PROFILE_KERNEL] = { "KERNEL", false },
	[PROFILE_APPEND] = { "APPEND", true },
	[PROFILE_APPEND_TCG] = { "APPEND_TCG", true },
	[PROFILE_ACCEL_KVM] = { "ACCEL_KVM", false },
	[PROFILE_ACCEL_TCG] = { "ACCEL_TCG", false },
	[PROFILE_CPU_KVM] = { "CPU_KVM", false },
	[PROFILE_CPU_TCG] = { "CPU_TCG", false },
	[PROFILE_DISK_DEVICE] = { "DISK_DEVICE", false },
	[PROFILE_RNG_DEVICE] = { "RNG_DEVICE", false },
	[PROFILE_PANIC_DEVICE] = { "PANIC_DEVICE", true },
	[PROFILE_POWER_OFF] = { "POWER_OFF", false },
};

static int bad_line(struct text *why, uint64_t number, const char *reason)
{
	text_put(why, "line ");
	text_put_u64(why, number);
	text_put(why, ": ");
	text_put(why, reason);
	return -EINVAL;
}

static int find_key(struct span name)
{
	for (int i = 0; i < PROFILE_KEY_COUNT; i++)
		if (span_is(name, keys[i].name))
			return i;
	return -EINVAL;
}

static int parse_line(struct span line, uint64_t number,
		      struct profile *profile, struct text *why)
{
	const char *equals = memchr(line.bytes, '=', line.length);
	struct span value;
	size_t name_length;
	int key;

	if (!equals)
		return bad_line(why, number, "no KEY=VALUE");
	name_length = (size_t)(equals - line.bytes);
	value = (struct span){ equals + 1, line.length - name_length - 1 };
	key = find_key((struct span){ line.bytes, name_length });
	if (key < 0)
		return bad_line(why, number, "unknown key");
	if (profile->values[key][0])
		return bad_line(why, number, "the key was set before");
	if (value.length == 0 || value.length >= PROFILE_VALUE_SIZE ||
	    memchr(value.bytes, '\0', value.length))
		return bad_line(why, number, "bad value, wanted: 1 to 255 "
				"bytes (leave the line out for nothing)");
	memcpy(profile->values[key], value.bytes, value.length);
	return 0;
}

static int one_of(const struct profile *profile, enum profile_key key,
		  const char *one, const char *other, struct text *why)
{
	const char *value = profile->values[key];

	if (strcmp(value, one) == 0 || strcmp(value, other) == 0)
		return 0;
	text_put(why, keys[key].name);
	text_put(why, ": bad value, wanted: ");
	text_put(why, one);
	text_put(why, " or ");
	text_put(why, other);
	return -EINVAL;
}

int profile_parse(struct span bytes, struct profile *ret, struct text *why)
{
	struct profile profile = { 0 };
	struct span line;

	for (uint64_t number = 1; span_line(&bytes, &line); number++)
		if (line.length > 0 && line.bytes[0] != '#' &&
		    parse_line(line, number, &profile, why) < 0)
			return -EINVAL;
	for (int i = 0; i < PROFILE_KEY_COUNT; i++)
		if (!profile.values[i][0] && !keys[i].optional) {
			text_put(why, keys[i].name);
			text_put(why, " is not set");
			return -EINVAL;
		}
	if (one_of(&profile, PROFILE_KERNEL, "vmlinux", "bzImage", why) < 0 ||
	    one_of(&profile, PROFILE_POWER_OFF, "shutdown", "reset", why) < 0)
		return -EINVAL;
	*ret = profile;
	return 0;
}

int profile_read(const char *path, struct profile *ret, struct text *why)
{
	char bytes[PROFILE_SIZE_MAX];
	size_t length;
	int err = file_read(path, bytes, sizeof(bytes), &length);

	if (err < 0) {
		text_put(why, file_reason(err));
		return err;
	}
	return profile_parse((struct span){ bytes, length }, ret, why);
}

struct span profile_machine(const struct profile *profile)
{
	const char *value = profile->values[PROFILE_MACHINE];

	return (struct span){ value, strcspn(value, ",") };
}

bool profile_resets(const struct profile *profile)
{
	return strcmp(profile->values[PROFILE_POWER_OFF], "reset") == 0;
}
