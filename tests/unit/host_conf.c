/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "contract/option.h"
#include "host/machine/command_line.h"
#include "host/run/conf.h"
#include "tests/unit/test.h"

static const char odd[] = "a b\n\"c\" 'd' \\e \t\r\x01\x7f\x80\xff=#";

static char conf_bytes[CONF_SIZE_MAX + 1];
static char reason[512];
static struct options options;
static struct text why;

static struct conf start(void)
{
	struct conf conf;

	options_init(&options);
	text_init(&why, reason, sizeof(reason));
	conf_init(&conf, conf_bytes, sizeof(conf_bytes), &options);
	return conf;
}

/* What goes into job.conf comes out of the guest's reader as it was, and the
 * host's options know of it. */
static void the_guest_reads_what_was_added(void)
{
	static struct options guest;
	struct conf conf = start();
	char pair[128] = "ODD=";

	memcpy(pair + 4, odd, sizeof(odd));
	CHECK(conf_add_argument(&conf, "", &why) == 0);
	CHECK(conf_add_argument(&conf, odd, &why) == 0);
	CHECK(conf_add_env(&conf, span_of(pair), &why) == 0);
	CHECK(conf_add_env(&conf, span_of("EMPTY="), &why) == 0);
	options_init(&guest);
	CHECK(options_conf(&guest, ORIGIN_JOB_CONF,
			   (struct span){ conf.text.bytes, conf.text.length },
			   &why) == 0);
	CHECK_STR(reason, "");
	CHECK(guest.args.count == 2 && guest.env.count == 2);
	CHECK_STR(guest.pool + guest.args.offsets[0], "");
	CHECK_STR(guest.pool + guest.args.offsets[1], odd);
	CHECK_STR(guest.pool + guest.env.offsets[0], pair);
	CHECK_STR(guest.pool + guest.env.offsets[1], "EMPTY=");
	CHECK(memcmp(&guest, &options, sizeof(guest)) == 0);
}

static void odd_bytes_are_escaped_in_the_file(void)
{
	struct conf conf = start();

	CHECK(conf_add_argument(&conf, "two\nlines", &why) == 0);
	CHECK(conf_add_env(&conf, span_of("Q=\"\\\xe9="), &why) == 0);
	CHECK_STR(conf_bytes, "arg=two\\x0alines\nenv.Q=\"\\\\\\xe9=\n");
}

/* No byte of a value that is escaped by hand makes a further option. */
static void a_line_break_in_a_value_makes_no_second_option(void)
{
	struct conf conf = start();

	CHECK(conf_add_option(&conf, span_of("env.X"),
			      span_of("a\nprivilege=full"), &why) == 0);
	CHECK(conf_add_option(&conf, span_of("arg"),
			      span_of("b\r\n\\n\\x41\n"), &why) == 0);
	CHECK_STR(conf_bytes, "env.X=a\\x0aprivilege=full\n"
		  "arg=b\\x0d\\x0a\\n\\x41\\x0a\n");
	CHECK(options.values[OPTION_PRIVILEGE] == PRIVILEGE_CONTAINED);
	CHECK_STR(options.pool + options.env.offsets[0],
		  "X=a\nprivilege=full");
	CHECK_STR(options.pool + options.args.offsets[0], "b\r\n\nA\n");
	CHECK(conf_add_option(&conf, span_of("arg"), span_of("\\q"),
			      &why) < 0);
	CHECK(conf_add_option(&conf, span_of("env.A\nB"), span_of("1"),
			      &why) < 0);
	conf = start();
	CHECK(conf_add_option(&conf, span_of("arg"), span_of("end\\"),
			      &why) < 0);
}

static void a_bare_name_takes_the_value_of_our_own_variable(void)
{
	struct conf conf = start();

	CHECK(setenv("GVATEST_SET", "va lue", 1) == 0);
	CHECK(unsetenv("GVATEST_UNSET") == 0);
	CHECK(conf_add_env(&conf, span_of("GVATEST_SET"), &why) == 0);
	CHECK(conf_add_env(&conf, span_of("GVATEST_UNSET"), &why) == -ENOENT);
	CHECK_STR(conf_bytes, "env.GVATEST_SET=va lue\n");
}

static void a_fault_of_an_env_file_is_told_with_its_line(void)
{
	struct conf conf = start();

	CHECK(conf_add_env_file(&conf, span_of("# no\n\nA=1\nB=\\n # x"),
				&why) == 0);
	CHECK_STR(conf_bytes, "env.A=1\nenv.B=\\\\n # x\n");
	CHECK(conf_add_env_file(&conf, span_of("A=1\nGVATEST_UNSET\n"),
				&why) == -ENOENT);
	CHECK(strncmp(reason, "line 2: there is no variable 'GVATEST_UNSET'",
		      44) == 0);
	conf = start();
	CHECK(conf_add_env_file(&conf, (struct span){ "A=\0", 3 },
				&why) == -EINVAL);
	CHECK_STR(reason, "line 1: it has a NUL byte");
	conf = start();
	CHECK(conf_add_env_file(&conf, span_of("# c\n\nA=1\nexport X=1\n"),
				&why) == -EINVAL);
	CHECK(strncmp(reason, "line 4: 'export X' is no name", 29) == 0);
}

/* Linux: 128 KiB a string with its NUL, and what we take in all. */
static void what_linux_gives_no_program_is_refused(void)
{
	static char value[OPTION_STRING_SIZE + 1];
	struct conf conf = start();

	memset(value, 'x', sizeof(value) - 1);
	CHECK(conf_add_argument(&conf, value, &why) == -ENOSPC);
	CHECK(strstr(reason, "longer than 131071 bytes"));
	conf = start();
	value[OPTION_STRING_SIZE - 1] = '\0';
	CHECK(conf_add_argument(&conf, value, &why) == 0);
	memcpy(value, "BIG=", 4);
	CHECK(conf_add_env(&conf, span_of(value), &why) == -ENOSPC);
	CHECK(strstr(reason, "more than 256 KiB"));
	conf = start();
	CHECK(conf_add_env(&conf, span_of(value), &why) == 0);
	conf = start();
	value[OPTION_STRING_SIZE - 1] = 'x';
	CHECK(conf_add_env(&conf, span_of(value), &why) == -ENOSPC);
	CHECK(strstr(reason, "longer than 131071 bytes"));
}

static void a_command_line_holds_words_and_says_when_it_is_cut(void)
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
	the_guest_reads_what_was_added();
	odd_bytes_are_escaped_in_the_file();
	a_line_break_in_a_value_makes_no_second_option();
	what_linux_gives_no_program_is_refused();
	a_bare_name_takes_the_value_of_our_own_variable();
	a_fault_of_an_env_file_is_told_with_its_line();
	a_command_line_holds_words_and_says_when_it_is_cut();
	return test_end();
}
