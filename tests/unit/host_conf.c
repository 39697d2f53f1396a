/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "../../contract/option.h"
#include "../../host/command_line.h"
#include "../../host/conf.h"
#include "test.h"

static const char odd[] = "a b\n\"c\" 'd' \\e \t\r\x01\x7f\x80\xff=#";

/* What goes into job.conf comes out of the guest's reader as it was. */
static void check_round_trip(void)
{
	struct options *options = malloc(sizeof(*options));
	char bytes[1024], reason[256], pair[128] = "ODD=";
	struct text conf, why;

	CHECK(options != NULL);
	memcpy(pair + 4, odd, sizeof(odd));
	text_init(&conf, bytes, sizeof(bytes));
	text_init(&why, reason, sizeof(reason));
	conf_add_argument(&conf, "");
	conf_add_argument(&conf, odd);
	CHECK(conf_add_env(&conf, span_of(pair)) == 0);
	CHECK(conf_add_env(&conf, span_of("EMPTY=")) == 0);
	options_init(options);
	CHECK(options_conf(options, ORIGIN_JOB_CONF,
			   (struct span){ conf.bytes, conf.length },
			   &why) == 0);
	CHECK_STR(reason, "");
	CHECK(options->args.count == 2 && options->env.count == 2);
	CHECK_STR(options->pool + options->args.offsets[0], "");
	CHECK_STR(options->pool + options->args.offsets[1], odd);
	CHECK_STR(options->pool + options->env.offsets[0], pair);
	CHECK_STR(options->pool + options->env.offsets[1], "EMPTY=");
	free(options);
}

static void check_bytes(void)
{
	char bytes[256];
	struct text conf;

	text_init(&conf, bytes, sizeof(bytes));
	conf_add_argument(&conf, "two\nlines");
	CHECK(conf_add_env(&conf, span_of("Q=\"\\\xe9=")) == 0);
	CHECK_STR(bytes, "arg=two\\x0alines\nenv.Q=\"\\\\\\xe9=\n");
}

static void check_own_env(void)
{
	char bytes[256];
	struct text conf;

	text_init(&conf, bytes, sizeof(bytes));
	CHECK(setenv("GVATEST_SET", "va lue", 1) == 0);
	CHECK(unsetenv("GVATEST_UNSET") == 0);
	CHECK(conf_add_env(&conf, span_of("GVATEST_SET")) == 0);
	CHECK(conf_add_env(&conf, span_of("GVATEST_UNSET")) == -ENOENT);
	CHECK_STR(bytes, "env.GVATEST_SET=va lue\n");
}

static void check_env_file(void)
{
	char bytes[256];
	struct text conf;
	uint64_t line = 0;

	text_init(&conf, bytes, sizeof(bytes));
	CHECK(conf_add_env_file(&conf, span_of("# no\n\nA=1\nB=\\n # x"),
				&line) == 0);
	CHECK_STR(bytes, "env.A=1\nenv.B=\\\\n # x\n");
	CHECK(conf_add_env_file(&conf, span_of("A=1\nGVATEST_UNSET\n"),
				&line) == -ENOENT && line == 2);
	CHECK(conf_add_env_file(&conf, (struct span){ "A=\0", 3 },
				&line) == -EINVAL && line == 1);
}

static void check_command_line(void)
{
	char bytes[COMMAND_LINE_SIZE];
	struct text line;

	text_init(&line, bytes, sizeof(bytes));
	command_line_add(&line, "");
	command_line_add(&line, "quiet");
	command_line_add_tsc(&line, "tsc=@TSC_KHZ@ x=@TSC_KHZ@k", 2100000);
	CHECK(command_line_add_option(&line, span_of("job"),
				      span_of("a")) == 0);
	CHECK(command_line_add_option(&line, span_of("x"),
				      span_of("b c")) == 0);
	CHECK_STR(bytes, "quiet tsc=2100000 x=2100000k gva.job=a "
		  "gva.x=\"b c\"");
	CHECK(command_line_add_option(&line, span_of("x"),
				      span_of("a\"b")) == -EINVAL);
	CHECK(command_line_add_option(&line, span_of("x"),
				      span_of("a\nb")) == -EINVAL);
	CHECK(!line.cut);
	for (int i = 0; i < COMMAND_LINE_SIZE; i++)
		command_line_add(&line, "w");
	CHECK(line.cut);
}

int main(void)
{
	check_round_trip();
	check_bytes();
	check_own_env();
	check_env_file();
	check_command_line();
	return test_end();
}
