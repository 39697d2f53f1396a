/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <unistd.h>

#include "host/base/exit_status.h"
#include "host/command/run.h"
#include "tests/unit/test.h"

enum { WORDS_MAX = 16 };

/* `gva run` with these words, copied: the request points into them, and they
 * may be written to. */
static int parse(struct request *request, const char *const *words)
{
	static char copies[WORDS_MAX][64];
	char *argv[WORDS_MAX + 2] = { (char *)"run" };
	int argc = 1;

	for (; *words; words++, argc++) {
		argv[argc] = copies[argc - 1];
		memcpy(argv[argc], *words, strlen(*words) + 1);
	}
	return command_run_parse(request, argc, argv);
}

#define PARSE(...) parse(request, (const char *const[]){ __VA_ARGS__, NULL })

static void defaults_hold_where_nothing_is_asked_for(struct request *request)
{
	CHECK(PARSE("job") == 0);
	CHECK_STR(request->job, "job");
	CHECK_STR(request->wish.machine, "q35");
	CHECK_STR(request->wish.accel, "auto");
	CHECK_STR(request->wish.append, "");
	CHECK(request->wish.memory == UINT64_C(512) << 20);
	CHECK(request->disk == UINT64_C(4) << 30);
	CHECK(request->wish.cpus == 1);
	CHECK(!request->app && !request->data && !request->out);
	CHECK(!request->dir && !request->wish.cpu && !request->wish.kernel);
	CHECK(!request->passthrough && !request->in_place && !request->quiet);
	CHECK(request->words.length == 0 && request->conf.text.length == 0);
}

static void options_are_taken_on_either_side_of_the_job(struct request *request)
{
	CHECK(PARSE("--memory", "1G", "job", "--cpus=4", "-o", "dir",
		    "--timeout", "15m", "--deadline=2h", "--quiet") == 0);
	CHECK_STR(request->job, "job");
	CHECK_STR(request->dir, "dir");
	CHECK(request->wish.memory == UINT64_C(1) << 30 && request->wish.cpus == 4);
	CHECK(request->quiet);
	CHECK(request->options.values[OPTION_TIMEOUT] == 900);
	CHECK(request->options.values[OPTION_DEADLINE] == 7200);
	CHECK_STR(request->words.bytes, "gva.timeout=15m gva.deadline=2h");
	CHECK(PARSE("--help") == 0 && request->help);
}

/* What is behind -- is the scripts', whatever it looks like. */
static void what_comes_after_two_dashes_is_the_scripts(struct request *request)
{
	CHECK(PARSE("job", "--env", "A=b=c", "--set", "env.B=x", "--set",
		    "arg=first", "--", "--memory", "", "a\nb", "--") == 0);
	CHECK_STR(request->conf.text.bytes, "env.A=b=c\nenv.B=x\narg=first\n"
		  "arg=--memory\narg=\narg=a\\x0ab\narg=--\n");
	CHECK(request->options.args.count == 5);
	CHECK(request->options.env.count == 2);
	CHECK(request->words.length == 0);
	CHECK(PARSE("--set", "job=a", "--app", "image", "--", "job") == 0);
	CHECK(!request->job);
	CHECK_STR(request->words.bytes, "gva.job=a");
}

static void a_mistake_is_bad_use(struct request *request)
{
	CHECK(PARSE("--quiet") == EXIT_BAD_USE);
	CHECK(PARSE("job", "other") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--app", "image") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--nonsense") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--memory") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--memory", "31M") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--memory", "1M1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--memory", "33M", "--cpus", "8") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--cpus", "16", "--memory", "36M") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--cpus", "8", "--memory", "60M") == 0);
	CHECK(PARSE("job", "--memory", "32M") == 0);
	CHECK(PARSE("job", "--disk", "15M") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--cpus", "0") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--cpus", "255", "--memory", "64G") == 0);
	CHECK(PARSE("job", "--cpus", "256", "--memory", "64G") ==
	      EXIT_BAD_USE);
	CHECK(PARSE("job", "--cpus", "1 ") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "timeout") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "=1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "env.=1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "env.GVA_SEQ=1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "data=rx") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--set", "arg=\\q") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--env", "a-b=1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--timeout", "-1") == EXIT_BAD_USE);
	CHECK(PARSE("job", "--deadline", "366d1") == EXIT_BAD_USE);
}

int main(void)
{
	struct request *request = malloc(sizeof(*request));

	CHECK(request != NULL);
	defaults_hold_where_nothing_is_asked_for(request);
	options_are_taken_on_either_side_of_the_job(request);
	what_comes_after_two_dashes_is_the_scripts(request);
	a_mistake_is_bad_use(request);
	free(request);
	return test_end();
}
