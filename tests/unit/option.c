/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/option.h"
#include "tests/unit/test.h"

static struct options options;
static char reason[256];

static struct text why(void)
{
	struct text text;

	text_init(&text, reason, sizeof(reason));
	return text;
}

static int words(const char *line)
{
	struct text text = why();

	return options_command_line(&options, span_of(line), &text);
}

static int conf(enum origin origin, const char *lines)
{
	struct text text = why();

	return options_conf(&options, origin, span_of(lines), &text);
}

static const char *arg(size_t i)
{
	return options.pool + options.args.offsets[i];
}

static const char *env(size_t i)
{
	return options.pool + options.env.offsets[i];
}

static void defaults_are_as_written(void)
{
	options_init(&options);
	for (int i = 0; i < OPTION_COUNT; i++) {
		uint64_t value = options.values[i];
		struct text text = why();

		CHECK(options_set(&options, ORIGIN_COMMAND_LINE,
				  span_of(option_rows[i].key),
				  span_of(option_rows[i].default_value),
				  &text) == 0);
		CHECK(options.values[i] == value);
	}
}

static void durations_and_sizes_have_units_and_bounds(void)
{
	uint64_t value = 0;

	CHECK(option_duration(span_of("90"), &value) == 0 && value == 90);
	CHECK(option_duration(span_of("90s"), &value) == 0 && value == 90);
	CHECK(option_duration(span_of("15m"), &value) == 0 && value == 900);
	CHECK(option_duration(span_of("2h"), &value) == 0 && value == 7200);
	CHECK(option_duration(span_of("1d"), &value) == 0 && value == 86400);
	CHECK(option_duration(span_of("366d"), &value) == 0);
	CHECK(option_duration(span_of("367d"), &value) < 0);
	CHECK(option_duration(span_of("1.5h"), &value) < 0);
	CHECK(option_duration(span_of("h"), &value) < 0);
	CHECK(option_duration(span_of(""), &value) < 0);
	CHECK(option_duration(span_of("-1"), &value) < 0);
	CHECK(option_size(span_of("4G"), &value) == 0 && value == 4ULL << 30);
	CHECK(option_size(span_of("64K"), &value) == 0 && value == 65536);
	CHECK(option_size(span_of("512m"), &value) == 0 && value == 512 << 20);
	CHECK(option_size(span_of("2t"), &value) == 0 && value == 2ULL << 40);
	CHECK(option_size(span_of("512MB"), &value) < 0);
	CHECK(option_size(span_of("1024T"), &value) == 0);
	CHECK(option_size(span_of("1025T"), &value) < 0);
	CHECK(option_size(span_of("99999999999999999999"), &value) < 0);
	CHECK(option_size((struct span){ "1\0", 2 }, &value) < 0);
}

static void the_command_line_counts_above_the_files(void)
{
	options_init(&options);
	CHECK(words("quiet gva.timeout=5 xgva.timeout=9 gva.data=rw") == 0);
	CHECK(conf(ORIGIN_JOB_CONF, "timeout=6\ngrace=1\n") == 0);
	CHECK(conf(ORIGIN_GVA_CONF, "# text\n\ntimeout=7\ngrace=2\n"
		   "on-failure=stop") == 0);
	CHECK(options.values[OPTION_TIMEOUT] == 5);
	CHECK(options.origins[OPTION_TIMEOUT] == ORIGIN_COMMAND_LINE);
	CHECK(options.values[OPTION_GRACE] == 1);
	CHECK(options.values[OPTION_ON_FAILURE] == ON_FAILURE_STOP);
	CHECK(options.values[OPTION_DATA] == DATA_READ_WRITE);
	CHECK(options.origins[OPTION_DEADLINE] == ORIGIN_DEFAULT);
	/* Of one place the last one counts. */
	CHECK(words("gva.timeout=8 gva.timeout=9") == 0);
	CHECK(options.values[OPTION_TIMEOUT] == 9);
}

/* Those that are no rows of the table. */
static void names_and_users_follow_the_same_order(void)
{
	options_init(&options);
	CHECK(words("gva.job=a gva.instance=1 gva.user=7") == 0);
	CHECK(conf(ORIGIN_GVA_CONF, "job=b\ninstance=2\nuser=8:9\n") == 0);
	CHECK_STR(options.job, "a");
	CHECK_STR(options.instance, "1");
	CHECK(options.user.uid == 7 && options.user.gid == 7);
	CHECK(options.user.name[0] == '\0' && !options.user.has_group);
	CHECK(words("gva.user=8:9") == 0);
	CHECK(options.user.uid == 8 && options.user.gid == 9);
	CHECK(options.user.has_group && options.user.group[0] == '\0');
	CHECK(words("gva.user=ada.l:0users") == 0);
	CHECK_STR(options.user.name, "ada.l");
	CHECK_STR(options.user.group, "0users");
	CHECK(words("gva.user=ada:7") == 0 && options.user.gid == 7);
	CHECK(options.user.group[0] == '\0' && options.user.has_group);
	CHECK(words("gva.user=ada") == 0 && !options.user.has_group);
}

static void user_is_a_number_or_a_name(void)
{
	static const char *const bad[] = {
		"", ":", "a:", ":a", "a:b:c", "-a", "a b", "a,b", "/a", "a/b",
		"a:-b", "4294967295", "99999999999999999999", "a\x7f",
	};
	char name[USER_NAME_MAX + 2];
	struct option_user user;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(option_user(span_of(bad[i]), &user) == -EINVAL);
	memset(name, 'a', sizeof(name));
	CHECK(option_user((struct span){ name, USER_NAME_MAX }, &user) == 0);
	CHECK(strlen(user.name) == USER_NAME_MAX);
	CHECK(option_user((struct span){ name, USER_NAME_MAX + 1 }, &user) ==
	      -EINVAL);
	options_init(&options);
	CHECK(words("gva.user=a,b") == -EINVAL);
	CHECK_STR(reason, "option user: bad value, wanted: USER or USER:GROUP, "
		  "names or numbers below 4294967295");
}

static void workdir_is_an_absolute_path(void)
{
	static char line[WORKDIR_SIZE + 16] = "workdir=/";

	options_init(&options);
	CHECK_STR(options_workdir(&options), "/app");
	CHECK(conf(ORIGIN_JOB_CONF, "workdir=/srv/a\\x20b\n") == 0);
	CHECK_STR(options_workdir(&options), "/srv/a b");
	CHECK(conf(ORIGIN_GVA_CONF, "workdir=/other\n") == 0);
	CHECK_STR(options_workdir(&options), "/srv/a b");
	CHECK(words("gva.workdir=/third") == 0);
	CHECK_STR(options_workdir(&options), "/third");
	CHECK(words("gva.workdir=relative") == -EINVAL);
	CHECK(words("gva.workdir=") == -EINVAL);
	CHECK_STR(reason, "option workdir: bad value, wanted: an absolute path "
		  "of at most 4095 bytes");
	memset(line + 9, 'a', WORKDIR_SIZE - 2);
	CHECK(conf(ORIGIN_JOB_CONF, line) == 0);
	strcat(line, "a");
	CHECK(conf(ORIGIN_JOB_CONF, line) == -EINVAL);
}

static void errors_name_the_option(void)
{
	options_init(&options);
	CHECK(words("gva.timeouts=5") == -EINVAL);
	CHECK_STR(reason, "option timeouts: unknown option");
	CHECK(words("gva.timeout=abc") == -EINVAL);
	CHECK_STR(reason,
		  "option timeout: bad value 'abc', wanted: DURATION such as "
		  "90, 90s, 15m, 2h or 1d, 366d at most");
	CHECK(words("gva.grace=61") == -EINVAL);
	CHECK_STR(reason, "option grace: bad value '61', wanted: 0 to 60s");
	CHECK(words("gva.output-cap=4K1") == -EINVAL);
	CHECK_STR(reason, "option output-cap: bad value '4K1', wanted: SIZE "
		  "such as 65536, 64K, 512M or 4G, 1024T at most, 4096 at "
		  "least");
	CHECK(words("gva.data=r\xff") == -EINVAL);
	CHECK_STR(reason,
		  "option data: bad value 'r\\xff', wanted: ro|rw");
	CHECK(words("gva.timeout") == -EINVAL);
	CHECK_STR(reason, "option timeout: no value, wanted: KEY=VALUE");
	CHECK(words("gva.deadline=0") == -EINVAL);
	CHECK(words("gva.attempts=0") == -EINVAL);
	CHECK(words("gva.grace=60") == 0 && words("gva.grace=61") == -EINVAL);
	CHECK(words("gva.pids=2") == 0 && words("gva.pids=1") == -EINVAL);
	CHECK(words("gva.user=4294967294") == 0);
	CHECK(words("gva.user=4294967295") == -EINVAL);
	CHECK(words("gva.user=0:4294967295") == -EINVAL);
	CHECK(words("gva.user=4294967295:0") == -EINVAL);
	CHECK(words("gva.attempts=1001") == -EINVAL);
	CHECK_STR(reason,
		  "option attempts: bad value '1001', wanted: 1 to 1000");
	CHECK(words("gva.mode=repair") == 0);
	CHECK(options.values[OPTION_MODE] == MODE_REPAIR);
	/* Known before a file is read, or not at all. */
	CHECK(conf(ORIGIN_GVA_CONF, "mode=repair") == -EINVAL);
	CHECK(words("gva.job=../x") == -EINVAL);
	CHECK(words("gva.job=") == -EINVAL);
	CHECK(words("gva.env.A-B=1") == -EINVAL);
	CHECK(words("gva.env.GVA_OUT=1") == -EINVAL);
	CHECK(words("gva.env.=1") == -EINVAL);
	CHECK(words("gva.=1") == -EINVAL);
	CHECK(conf(ORIGIN_JOB_CONF, "\n#\ntimeout=1\nnonsense\n") == -EINVAL);
	CHECK_STR(reason,
		  "line 4: option nonsense: no value, wanted: KEY=VALUE");
	CHECK(conf(ORIGIN_JOB_CONF, "arg=\\x00\n") == -EINVAL);
	/* An error below stands, whatever sets the key above. */
	CHECK(words("gva.timeout=1") == 0);
	CHECK(conf(ORIGIN_GVA_CONF, "timeout=x\n") == -EINVAL);
}

static void arguments_are_replaced_and_variables_are_merged(void)
{
	options_init(&options);
	CHECK(conf(ORIGIN_JOB_CONF, "arg=one two\narg=\narg=a\\nb\\\\\\xff=\n"
		   "env.A=1\nenv.B=x=y \nenv.A=2\n") == 0);
	CHECK(conf(ORIGIN_GVA_CONF, "arg=other\nenv.A=3\nenv.C=4\n") == 0);
	CHECK(options.args.count == 3);
	CHECK_STR(arg(0), "one two");
	CHECK_STR(arg(1), "");
	CHECK_STR(arg(2), "a\nb\\\xff=");
	CHECK(options.env.count == 3);
	CHECK_STR(env(0), "A=2");
	CHECK_STR(env(1), "B=x=y ");
	CHECK_STR(env(2), "C=4");
	/* A higher place replaces the whole list of arguments. */
	CHECK(words("gva.arg=z gva.env.B=\"q r\" \"gva.arg=s t\" x") == 0);
	CHECK(options.args.count == 2);
	CHECK_STR(arg(0), "z");
	CHECK_STR(arg(1), "s t");
	CHECK_STR(env(1), "B=q r");
	/* One name may begin as another does. */
	CHECK(words("gva.env.DD=1 gva.env.D=2") == 0);
	CHECK(options.env.count == 5);
	CHECK_STR(env(3), "DD=1");
	CHECK_STR(env(4), "D=2");
}

static void what_is_beyond_a_limit_is_refused(void)
{
	static char line[2 * OPTION_POOL_SIZE];

	options_init(&options);
	for (int i = 0; i < OPTION_ARGS_MAX; i++)
		CHECK(conf(ORIGIN_JOB_CONF, "arg=x") == 0);
	CHECK(conf(ORIGIN_JOB_CONF, "arg=x") == -ENOSPC);
	CHECK_STR(reason, "line 1: option arg: more than 1024 arguments");
	options_init(&options);
	memset(line, 'v', sizeof(line) - 1);
	memcpy(line, "env.LONG=", 9);
	CHECK(conf(ORIGIN_JOB_CONF, line) == -ENOSPC);
	/* "LONG=" and what is behind it, with a NUL. */
	line[4 + OPTION_STRING_SIZE] = '\0';
	CHECK(conf(ORIGIN_JOB_CONF, line) == -ENOSPC);
	CHECK_STR(reason, "line 1: option env.LONG: longer than 131071 bytes, "
		  "which Linux gives no program");
	line[4 + OPTION_STRING_SIZE - 1] = '\0';
	CHECK(conf(ORIGIN_JOB_CONF, line) == 0);
	CHECK(conf(ORIGIN_JOB_CONF, line) == 0);
	CHECK(conf(ORIGIN_JOB_CONF, line) == -ENOSPC);
	CHECK_STR(reason, "line 1: option env.LONG: more than 256 KiB of "
		  "arguments and environment in all");
	options_init(&options);
	for (int i = 0; i < OPTION_ENV_MAX; i++) {
		char pair[32];

		(void)snprintf(pair, sizeof(pair), "env.V%d=%d", i, i);
		CHECK(conf(ORIGIN_JOB_CONF, pair) == 0);
	}
	CHECK(conf(ORIGIN_JOB_CONF, "env.V0=new") == 0);
	CHECK(conf(ORIGIN_JOB_CONF, "env.W=1") == -ENOSPC);
}

static void names_of_jobs_and_variables_have_rules(void)
{
	char longest[JOB_NAME_MAX + 2];

	memset(longest, 'n', sizeof(longest));
	CHECK(option_job_name_ok((struct span){ longest, JOB_NAME_MAX }));
	CHECK(!option_job_name_ok((struct span){ longest, JOB_NAME_MAX + 1 }));
	CHECK(option_job_name_ok(span_of("a.b-C_9")));
	CHECK(!option_job_name_ok(span_of(".a")));
	CHECK(!option_job_name_ok(span_of("a b")));
	CHECK(!option_job_name_ok(span_of("")));
	CHECK(option_env_name_ok(span_of("_A9")));
	CHECK(!option_env_name_ok(span_of("9A")));
}

int main(void)
{
	defaults_are_as_written();
	durations_and_sizes_have_units_and_bounds();
	the_command_line_counts_above_the_files();
	names_and_users_follow_the_same_order();
	user_is_a_number_or_a_name();
	workdir_is_an_absolute_path();
	errors_name_the_option();
	arguments_are_replaced_and_variables_are_merged();
	what_is_beyond_a_limit_is_refused();
	names_of_jobs_and_variables_have_rules();
	return test_end();
}
