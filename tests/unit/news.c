/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/news.h"
#include "tests/unit/test.h"

static void line_of_pid_1_is_told_from_others(void)
{
	static const struct {
		const char *line, *news; /* NULL: none */
	} lines[] = {
		{ "gva: start 1 a", "start 1 a" },
		{ "[    0.123456] gva: plan scripts=3", "plan scripts=3" },
		{ "[    0.123456]gva: x", "x" },
		{ "gva: ", "" },
		{ "gva:", NULL },
		{ " gva: x", NULL },
		{ "not gva: x", NULL },
		{ "[ gva: x", NULL },
		{ "[1] [2] gva: x", NULL },
		{ "[", NULL },
		{ "", NULL },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct span news = { NULL, 0 };
		bool is_news = news_line(span_of(lines[i].line), &news);

		CHECK(is_news == (lines[i].news != NULL));
		CHECK(!is_news || span_is(news, lines[i].news));
	}
}

static const char *again(const char *line, char ret[2 * NEWS_LINE_MAX])
{
	struct text text;
	struct news news;

	text_init(&text, ret, 2 * NEWS_LINE_MAX);
	if (news_decode(span_of(line), &news) < 0)
		return "refused";
	news_encode(&text, &news);
	return ret;
}

static void what_is_taken_is_written_as_it_was(void)
{
	static const char *const lines[] = {
		"plan scripts=0", "plan scripts=1000000",
		"resume done=2 scripts=3",
		"start 1 10-count", "start 1 ", "start 12 a b\\x0a",
		"end 1 exited 0 1.005s 10-count",
		"end 1 exited 7 0.000s ",
		"end 2 signaled 11 core 0.120s core",
		"end 2 signaled 11 0.120s core 1.000s x",
		"end 3 could-not-start ENOENT 0.000s a",
		"end 4 timeout 86400.000s timeout",
		"end 10000 not-run 18446744073709550.999s a",
		"done scripts=3 failed=0",
		"not-run scripts=0 failed=0",
		"io-error scripts=3 failed=1: read plan: I/O: x",
	};
	char bytes[2 * NEWS_LINE_MAX];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK_STR(again(lines[i], bytes), lines[i]);
}

static void each_field_is_taken(void)
{
	struct news news;

	CHECK(news_decode(span_of("resume done=2 scripts=3"), &news) == 0);
	CHECK(news.kind == NEWS_RESUME && news.done == 2 && news.scripts == 3);
	CHECK(news_decode(span_of("end 5 signaled 9 61.042s a b"), &news) == 0);
	CHECK(news.kind == NEWS_END && news.sequence == 5);
	CHECK(news.outcome.end == SCRIPT_SIGNALED && news.outcome.number == 9);
	CHECK(!news.outcome.core && news.wall_ms == 61042);
	CHECK(span_is(news.text, "a b"));
	CHECK(news_decode(span_of("limit scripts=4 failed=1: x"), &news) == 0);
	CHECK(news.kind == NEWS_STATUS && span_is(news.word, "limit"));
	CHECK(news.scripts == 4 && news.failed == 1 && span_is(news.text, "x"));
}

static void script_without_a_name_is_taken(void)
{
	char bytes[2 * NEWS_LINE_MAX];

	CHECK_STR(again("start 3", bytes), "start 3 ");
}

static void other_lines_are_refused(void)
{
	static const char *const lines[] = {
		"", "x", "plan", "plan scripts=", "plan scripts=-1",
		"plan scripts=3 ", "plan scripts=1000001", "start", "start ",
		"start x", "start 1x", "start 1000001 x",
		"start 99999999999999999999 x", "resume done=2",
		"resume done=2 scripts=", "end 1", "end 1 exited 0",
		"end 1 exited 0 1.23s a", "end 1 exited 0 1.2345s a",
		"end 1 exited 0 1.234s", "end 1 exited 0 .234s a",
		"end 1 exited 1.234s a", "end 1 vanished 1.234s a",
		"end 1  exited 0 1.234s a",
		"end 1 exited 0 18446744073709551615.000s a",
		"done scripts=3", "done scripts=3 failed=0:",
		"done scripts=3 failed=0: ", "done scripts=3 failed=0 x",
		" scripts=3 failed=0", "Done scripts=3 failed=0",
	};
	struct news news = { .sequence = 7 };

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		CHECK(news_decode(span_of(lines[i]), &news) == -EINVAL);
	CHECK(news.sequence == 7); /* left alone */
}

int main(void)
{
	line_of_pid_1_is_told_from_others();
	what_is_taken_is_written_as_it_was();
	each_field_is_taken();
	script_without_a_name_is_taken();
	other_lines_are_refused();
	return test_end();
}
