/* SPDX-License-Identifier: MIT */
#include "contract/option.h"

#include <errno.h>
#include <string.h>

enum { CHOICES = 2, ATTEMPTS_MAX = 1000, PIDS_MAX = 4194304 };

enum kind { KIND_DURATION, KIND_SIZE, KIND_COUNT, KIND_CHOICE };

static const struct {
	enum kind kind;
	uint64_t least;
	uint64_t start; /* the default */
	uint64_t most;  /* of a count or duration; 0: what fits */
	const char *choices[CHOICES];
} rules[OPTION_COUNT] = {
	[OPTION_TIMEOUT] = { .kind = KIND_DURATION },
	[OPTION_DEADLINE] = { .kind = KIND_DURATION, .least = 1,
			      .start = 24 * 3600 },
	[OPTION_GRACE] = { .kind = KIND_DURATION, .start = 5,
			   .most = GRACE_MAX_SECONDS },
	[OPTION_ON_FAILURE] = { .kind = KIND_CHOICE,
				.choices = { "continue", "stop" } },
	[OPTION_OUTPUT_CAP] = { .kind = KIND_SIZE, .least = 4096,
				.start = 16 << 20 },
	[OPTION_DATA] = { .kind = KIND_CHOICE, .choices = { "ro", "rw" } },
	[OPTION_RETRY] = { .kind = KIND_CHOICE,
			   .choices = { "rerun", "fail" } },
	[OPTION_ATTEMPTS] = { .kind = KIND_COUNT, .least = 1, .start = 3,
			      .most = ATTEMPTS_MAX },
	[OPTION_MODE] = { .kind = KIND_CHOICE,
			  .choices = { "run", "repair" } },
	[OPTION_MEMORY] = { .kind = KIND_SIZE },
	[OPTION_PIDS] = { .kind = KIND_COUNT, .least = 2, .start = 4096,
			  .most = PIDS_MAX },
	[OPTION_TMP] = { .kind = KIND_SIZE },
	[OPTION_PRIVILEGE] = { .kind = KIND_CHOICE,
			       .choices = { "contained", "full" } },
};

const struct option_row option_rows[OPTION_COUNT] = {
	[OPTION_TIMEOUT] = { "timeout", "DURATION", "0" },
	[OPTION_DEADLINE] = { "deadline", "DURATION", "1d" },
	[OPTION_GRACE] = { "grace", "0 to 60s", "5s" },
	[OPTION_ON_FAILURE] = { "on-failure", "continue|stop", "continue" },
	[OPTION_OUTPUT_CAP] = { "output-cap", "SIZE", "16M" },
	[OPTION_DATA] = { "data", "ro|rw", "ro" },
	[OPTION_RETRY] = { "retry", "rerun|fail", "rerun" },
	[OPTION_ATTEMPTS] = { "attempts", "1 to 1000", "3" },
	[OPTION_MODE] = { "mode", "run|repair", "run" },
	[OPTION_MEMORY] = { "memory", "SIZE", "0" },
	[OPTION_PIDS] = { "pids", "2 to 4194304", "4096" },
	[OPTION_TMP] = { "tmp", "SIZE", "0" },
	[OPTION_PRIVILEGE] = { "privilege", "contained|full", "contained" },
};

static int fail(struct text *why, struct span key, const char *reason)
{
	text_put(why, "option ");
	text_put_escaped(why, key.bytes, key.length < 40 ? key.length : 40);
	text_put(why, ": ");
	text_put(why, reason);
	return -EINVAL;
}

void options_init(struct options *options)
{
	memset(options, 0, sizeof(*options));
	for (int i = 0; i < OPTION_COUNT; i++)
		options->values[i] = rules[i].start;
}

static int choice(struct span value, const char *const words[CHOICES],
		  uint64_t *ret)
{
	for (uint64_t i = 0; i < CHOICES; i++)
		if (span_is(value, words[i])) {
			*ret = i;
			return 0;
		}
	return -EINVAL;
}

static int parse_value(enum option_key option, struct span value,
		       uint64_t *ret)
{
	uint64_t number = 0;
	int err;

	switch (rules[option].kind) {
	case KIND_DURATION:
		err = option_duration(value, &number);
		break;
	case KIND_SIZE:
		err = option_size(value, &number);
		break;
	case KIND_COUNT:
		err = span_u64(value, rules[option].most, &number);
		break;
	default:
		err = choice(value, rules[option].choices, &number);
	}
	if (err < 0 || number < rules[option].least ||
	    (rules[option].most && number > rules[option].most))
		return -EINVAL;
	*ret = number;
	return 0;
}

/* How a value is written, and how large it may be. */
static const char *const forms[] = {
	[KIND_DURATION] = " such as 90, 90s, 15m, 2h or 1d, 366d at most",
	[KIND_SIZE] = " such as 65536, 64K, 512M or 4G, 1024T at most",
	[KIND_COUNT] = "",
	[KIND_CHOICE] = "",
};

static void put_form(enum option_key option, struct text *why)
{
	if (rules[option].most)
		return; /* the row tells all of it */
	text_put(why, forms[rules[option].kind]);
	if (rules[option].least == 0)
		return;
	text_put(why, ", ");
	text_put_u64(why, rules[option].least);
	text_put(why, " at least");
}

static int set_row(struct options *options, enum origin origin,
		   enum option_key option, struct span value, struct text *why)
{
	const struct option_row *row = &option_rows[option];
	uint64_t number;

	if (option == OPTION_MODE && origin != ORIGIN_COMMAND_LINE)
		return fail(why, span_of(row->key), "belongs on the command "
			    "line, as it is needed before a file is read");
	if (parse_value(option, value, &number) < 0) {
		fail(why, span_of(row->key), "bad value '");
		text_put_escaped(why, value.bytes,
				 value.length < 40 ? value.length : 40);
		text_put(why, "', wanted: ");
		text_put(why, row->values);
		put_form(option, why);
		return -EINVAL;
	}
	if (origin >= options->origins[option]) {
		options->values[option] = number;
		options->origins[option] = origin;
	}
	return 0;
}

static int set_user(struct options *options, enum origin origin,
		    struct span key, struct span value, struct text *why)
{
	struct option_user user;

	if (option_user(value, &user) < 0)
		return fail(why, key, "bad value, wanted: USER or USER:GROUP, "
			    "names or numbers below 4294967295");
	if (origin >= options->user_origin) {
		options->user = user;
		options->user_origin = origin;
	}
	return 0;
}

static int set_name(enum origin origin, struct span key, struct span value,
		    char name[JOB_NAME_MAX + 1], enum origin *name_origin,
		    struct text *why)
{
	if (!option_job_name_ok(value))
		return fail(why, key, "bad name, wanted: 1 to 64 of "
			    "[A-Za-z0-9._-], not beginning with a dot");
	if (origin >= *name_origin) {
		memcpy(name, value.bytes, value.length);
		name[value.length] = '\0';
		*name_origin = origin;
	}
	return 0;
}

/* Adds `prefix` and the decoded `value`, as one string, to the pool. */
static int pool_add(struct options *options, struct span key,
		    struct span prefix, struct span value,
		    uint32_t *ret_offset, struct text *why)
{
	size_t at = options->pool_used, length;
	size_t room = OPTION_POOL_SIZE - at;
	bool all = room < OPTION_STRING_SIZE;
	int err = -ENAMETOOLONG;

	if (!all)
		room = OPTION_STRING_SIZE;
	if (prefix.length < room) {
		memcpy(options->pool + at, prefix.bytes, prefix.length);
		err = span_unescape(value, options->pool + at + prefix.length,
				    room - prefix.length, &length);
	}
	if (err == -ENAMETOOLONG) {
		fail(why, key, all ? "more than 256 KiB of arguments and "
		     "environment in all" : "longer than 131071 bytes, which "
		     "Linux gives no program");
		return -ENOSPC;
	}
	if (err < 0)
		return fail(why, key, "bad escape, wanted: \\\\, \\n, \\t, "
			    "\\r or \\xHH (not \\x00)");
	*ret_offset = (uint32_t)at;
	options->pool_used = at + prefix.length + length + 1;
	return 0;
}

static int add_arg(struct options *options, enum origin origin,
		   struct span key, struct span value, struct text *why)
{
	struct string_list *args = &options->args;
	uint32_t offset;
	int err;

	if (args->count == OPTION_ARGS_MAX && origin == options->args_origin) {
		fail(why, key, "more than 1024 arguments");
		return -ENOSPC;
	}
	err = pool_add(options, key, span_of(""), value, &offset, why);
	if (err < 0 || origin < options->args_origin)
		return err;
	if (origin > options->args_origin)
		args->count = 0;
	options->args_origin = origin;
	args->offsets[args->count++] = offset;
	return 0;
}

/* Where the variable `name` stands in the list, or where it would come. */
static size_t find_env(const struct options *options, struct span name)
{
	size_t i;

	for (i = 0; i < options->env.count; i++) {
		const char *have = options->pool + options->env.offsets[i];

		if (strncmp(have, name.bytes, name.length) == 0 &&
		    have[name.length] == '=')
			break;
	}
	return i;
}

static int add_env(struct options *options, enum origin origin,
		   struct span key, struct span value, struct text *why)
{
	struct span name = key, prefix;
	char with_equals[SCRIPT_NAME_MAX + 2];
	uint32_t offset;
	size_t at;
	int err;

	(void)span_starts(&name, "env."); /* the caller has seen it */
	if (!option_env_name_ok(name))
		return fail(why, key, "bad name of a variable, wanted: "
			    "[A-Za-z_][A-Za-z0-9_]*, and not GVA_*");
	at = find_env(options, name);
	if (at == OPTION_ENV_MAX) {
		fail(why, key, "more than 1024 variables");
		return -ENOSPC;
	}
	memcpy(with_equals, name.bytes, name.length);
	with_equals[name.length] = '=';
	prefix = (struct span){ with_equals, name.length + 1 };
	err = pool_add(options, key, prefix, value, &offset, why);
	if (err < 0)
		return err;
	if (at < options->env.count && origin < options->env_origins[at])
		return 0;
	if (at == options->env.count)
		options->env.count++;
	options->env.offsets[at] = offset;
	options->env_origins[at] = origin;
	return 0;
}

static int set_workdir(struct options *options, enum origin origin,
		       struct span key, struct span value, struct text *why)
{
	size_t before = options->pool_used;
	uint32_t offset;
	int err = pool_add(options, key, span_of(""), value, &offset, why);

	if (err < 0)
		return err;
	if (options->pool[offset] != '/' ||
	    options->pool_used - before > WORKDIR_SIZE)
		return fail(why, key, "bad value, wanted: an absolute path of "
			    "at most 4095 bytes");
	if (origin >= options->workdir_origin) {
		options->workdir = offset;
		options->workdir_origin = origin;
	}
	return 0;
}

const char *options_workdir(const struct options *options)
{
	return options->workdir_origin == ORIGIN_DEFAULT ?
		"/app" : options->pool + options->workdir;
}

int options_set(struct options *options, enum origin origin, struct span key,
		struct span value, struct text *why)
{
	struct span rest = key;

	for (int i = 0; i < OPTION_COUNT; i++)
		if (span_is(key, option_rows[i].key))
			return set_row(options, origin, (enum option_key)i,
				       value, why);
	if (span_is(key, "job"))
		return set_name(origin, key, value, options->job,
				&options->job_origin, why);
	if (span_is(key, "instance"))
		return set_name(origin, key, value, options->instance,
				&options->instance_origin, why);
	if (span_is(key, "user"))
		return set_user(options, origin, key, value, why);
	if (span_is(key, "workdir"))
		return set_workdir(options, origin, key, value, why);
	if (span_is(key, "arg"))
		return add_arg(options, origin, key, value, why);
	if (span_starts(&rest, "env."))
		return add_env(options, origin, key, value, why);
	return fail(why, key, "unknown option");
}
