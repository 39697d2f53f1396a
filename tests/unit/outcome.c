/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>

#include "contract/outcome.h"
#include "tests/unit/test.h"

static const char *words(struct outcome outcome, char storage[64])
{
	struct text text;

	text_init(&text, storage, 64);
	outcome_format(&text, outcome);
	return storage;
}

static void check_words(struct outcome outcome, const char *wanted)
{
	struct outcome back = { 0 };
	char storage[64];

	CHECK_STR(words(outcome, storage), wanted);
	CHECK(outcome_parse(span_of(wanted), &back) == 0);
	CHECK(back.end == outcome.end && back.number == outcome.number &&
	      back.core == outcome.core);
}

static void each_outcome_has_its_words(void)
{
	check_words((struct outcome){ SCRIPT_EXITED, 0, false }, "exited 0");
	check_words((struct outcome){ SCRIPT_EXITED, 137, false },
		    "exited 137");
	check_words((struct outcome){ SCRIPT_SIGNALED, 9, false },
		    "signaled 9");
	check_words((struct outcome){ SCRIPT_SIGNALED, 11, true },
		    "signaled 11 core");
	check_words((struct outcome){ SCRIPT_COULD_NOT_START, ENOEXEC, false },
		    "could-not-start ENOEXEC");
	check_words((struct outcome){ SCRIPT_COULD_NOT_START, 4000, false },
		    "could-not-start 4000");
	check_words((struct outcome){ .end = SCRIPT_TIMEOUT }, "timeout");
	check_words((struct outcome){ .end = SCRIPT_DEADLINE }, "deadline");
	check_words((struct outcome){ .end = SCRIPT_WITHDRAWN }, "withdrawn");
	check_words((struct outcome){ .end = SCRIPT_NOT_RUN }, "not-run");
}

static void other_words_are_refused(void)
{
	static const char *const bad[] = {
		"", "exited", "exited ", "exited x", "exited 70000",
		"exited 0 ", "exited 0 core", "exited 0 x", "signaled",
		"signaled 9 cor", "timeout 1", "timeout ", "Exited 0",
		"could-not-start", "could-not-start enoent", "done",
	};
	struct outcome outcome;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(outcome_parse(span_of(bad[i]), &outcome) == -EINVAL);
}

/* wait(2) statuses of Linux: exit status << 8; signal, 0x80 for a core. */
static void each_wait_status_is_its_outcome(void)
{
	struct outcome outcome;

	for (int code = 0; code < 256; code++) {
		CHECK(outcome_of_wait(code << 8, &outcome) == 0);
		CHECK(outcome.end == SCRIPT_EXITED);
		CHECK(outcome.number == (uint32_t)code);
		CHECK(outcome_success(outcome) == (code == 0));
	}
	for (int signal = 1; signal < 65; signal++) {
		CHECK(outcome_of_wait(signal, &outcome) == 0);
		CHECK(outcome.end == SCRIPT_SIGNALED && !outcome.core);
		CHECK(outcome.number == (uint32_t)signal);
		CHECK(!outcome_success(outcome));
	}
	CHECK(outcome_of_wait(SIGSEGV | 0x80, &outcome) == 0 && outcome.core);
	CHECK(outcome_of_wait(0x137f, &outcome) == -EINVAL); /* stopped */
	CHECK(outcome_of_wait(0xffff, &outcome) == -EINVAL); /* continued */
}

static void nothing_is_no_success(void)
{
	const struct outcome nothing = { 0 };

	CHECK(!outcome_success(nothing));
	CHECK((enum verdict)0 != VERDICT_DONE);
}

static void each_verdict_has_its_word(void)
{
	enum verdict verdict;

	for (int i = 0; i < VERDICT_COUNT; i++) {
		const char *word = verdict_word((enum verdict)i);

		CHECK(verdict_parse(span_of(word), &verdict) == 0);
		CHECK(verdict == (enum verdict)i);
	}
	CHECK(verdict_parse(span_of("don"), &verdict) == -EINVAL);
	CHECK(verdict_parse(span_of(""), &verdict) == -EINVAL);
}

/* A job with one of these has nothing more to do; with any other it is taken
 * up again. */
static void only_final_verdicts_are_final(void)
{
	static const bool final[VERDICT_COUNT] = {
		[VERDICT_DONE] = true, [VERDICT_DONE_WITH_FAILURES] = true,
		[VERDICT_NOTHING_TO_RUN] = true, [VERDICT_DEADLINE] = true,
		[VERDICT_DAMAGED] = true,
	};

	for (int i = 0; i < VERDICT_COUNT; i++)
		CHECK(verdict_final((enum verdict)i) == final[i]);
}

int main(void)
{
	each_outcome_has_its_words();
	other_words_are_refused();
	each_wait_status_is_its_outcome();
	nothing_is_no_success();
	each_verdict_has_its_word();
	only_final_verdicts_are_final();
	return test_end();
}
