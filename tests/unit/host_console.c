/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "contract/news.h"
#include "host/base/file.h"
#include "host/machine/console.h"
#include "host/machine/said.h"
#include "host/machine/view.h"
#include "tests/unit/test.h"

enum { FILE_MAX = 2 * 1024 * 1024 };

/* A console whose file lies in a folder of its own. */
static struct console *open_console(char path[32])
{
	struct console *console = calloc(1, sizeof(*console));

	(void)memcpy(path, "console-XXXXXX", 15);
	CHECK(console && mkdtemp(path));
	(void)memcpy(path + 14, "/log", 5);
	CHECK(console_open(console, path) == 0);
	CHECK(console_open(&(struct console){ 0 }, path) == -EEXIST);
	return console;
}

static void close_console(struct console *console, char path[32])
{
	free(console);
	CHECK(unlink(path) == 0);
	path[14] = '\0';
	CHECK(rmdir(path) == 0);
}

static void lines_come_out_as_soon_as_they_are_whole(void)
{
	static const char bytes[] = "one\r\ntwo\nth\x1b[1mree\r\n\n\r\nrest";
	static const char *const wanted[] = {
		"one", "two", "th\x1b[1mree", "", "",
	};
	struct console *console = calloc(1, sizeof(*console));
	size_t at = 0;

	CHECK(console != NULL);
	for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
		struct span input = { bytes + i, 1 }, line;

		while (console_next(console, &input, &line)) {
			CHECK(at < 5 && span_is(line, wanted[at]));
			at++;
		}
	}
	CHECK(at == 5);
	free(console);
}

static void a_line_that_is_too_long_is_cut(void)
{
	struct console *console = calloc(1, sizeof(*console));
	char *bytes = malloc(100000);
	struct span input = { bytes, 100000 }, line;

	CHECK(console && bytes);
	memset(bytes, 'x', 100000);
	bytes[99998] = '\n';
	CHECK(console_next(console, &input, &line));
	CHECK(line.length == CONSOLE_LINE_MAX);
	CHECK(!console_next(console, &input, &line));
	free(bytes);
	free(console);
}

/* The last lines of more than is looked at, and less than is kept. */
static void the_last_lines_are_known_after_the_file_was_closed(void)
{
	char path[32], last[128];
	struct console *console = open_console(path);
	struct text text;

	for (int i = 0; i < 1000; i++)
		console_keep(console, span_of("a line\n"));
	console_keep(console, span_of("one\nother\n"));
	text_init(&text, last, sizeof(last));
	console_last(console, 3, "", &text);
	CHECK_STR(last, "a line\none\nother\n");
	CHECK(console_close(console) == 0);
	close_console(console, path);
}

static void a_short_console_is_kept_byte_by_byte(void)
{
	char path[32], bytes[64], last[128];
	struct console *console = open_console(path);
	struct text text;
	size_t length;

	console_keep(console, span_of("first\r\nsec"));
	console_keep(console, span_of("ond\x07\r\nthird\xff\r\n\r\n"));
	CHECK(console_close(console) == 0);
	CHECK(file_read(path, bytes, sizeof(bytes) - 1, &length) == 0);
	bytes[length] = '\0';
	CHECK_STR(bytes, "first\r\nsecond\x07\r\nthird\xff\r\n\r\n");
	text_init(&text, last, sizeof(last));
	console_last(console, 2, "> ", &text);
	CHECK_STR(last, "> second\\x07\n> third\\xff\n");
	text_init(&text, last, sizeof(last));
	console_last(console, 9, "", &text);
	CHECK_STR(last, "first\nsecond\\x07\nthird\\xff\n");
	close_console(console, path);
}

/* Numbered lines, so that head and tail can be told. */
static void a_long_console_keeps_its_beginning_and_its_end(void)
{
	static const char gap[] = "\n[576000 bytes left out]\n";
	char path[32], line[24], *bytes = malloc(FILE_MAX);
	struct console *console = open_console(path);
	size_t length;

	CHECK(bytes != NULL);
	for (unsigned i = 0; i < 101536; i++) {
		(void)snprintf(line, sizeof(line), "line %10u\n", i % 999999);
		console_keep(console, (struct span){ line, 16 });
	}
	CHECK(console_close(console) == 0);
	CHECK(file_read(path, bytes, FILE_MAX, &length) == 0);
	CHECK(length == CONSOLE_HEAD + CONSOLE_TAIL + sizeof(gap) - 1);
	CHECK(memcmp(bytes, "line          0\n", 16) == 0);
	CHECK(memcmp(bytes + CONSOLE_HEAD - 16, "line      32767\n", 16) == 0);
	CHECK(memcmp(bytes + CONSOLE_HEAD, gap, sizeof(gap) - 1) == 0);
	CHECK(memcmp(bytes + CONSOLE_HEAD + sizeof(gap) - 1,
		     "line      68768\n", 16) == 0);
	CHECK(memcmp(bytes + length - 16, "line     101535\n", 16) == 0);
	free(bytes);
	close_console(console, path);
}

static void the_last_bytes_said_are_kept(void)
{
	struct said said;
	char bytes[SAID_SIZE];

	said_init(&said);
	said_add(&said, span_of("first "));
	said_add(&said, span_of("second"));
	CHECK(said.length == 12 && memcmp(said.bytes, "first second", 12) == 0);
	memset(bytes, 'x', sizeof(bytes));
	said_add(&said, (struct span){ bytes, SAID_SIZE - 6 });
	CHECK(said.length == SAID_SIZE);
	CHECK(memcmp(said.bytes, "secondxx", 8) == 0);
	bytes[0] = '1';
	said_add(&said, (struct span){ bytes, SAID_SIZE });
	CHECK(said.length == SAID_SIZE && said.bytes[0] == '1');
}

static void news_and_a_panic_are_known_by_their_line(void)
{
	struct span news;

	CHECK(news_line(span_of("gva: plan scripts=3"), &news) &&
	      span_is(news, "plan scripts=3"));
	CHECK(news_line(span_of("[    0.123456] gva: done"), &news) &&
	      span_is(news, "done"));
	CHECK(!news_line(span_of("[    0.123456 gva: done"), &news));
	CHECK(!news_line(span_of("a gva: done"), &news));
	CHECK(!news_line(span_of(""), &news));
	CHECK(view_is_panic(span_of("Kernel panic - not syncing: Attempted "
				    "to kill init!")));
	CHECK(view_is_panic(span_of("[    0.1] Kernel panic - not syncing")));
	CHECK(!view_is_panic(span_of("gva: Kernel panic - not syncing")));
	CHECK(!view_is_panic(span_of("Kernel panic")));
	CHECK(!news_line(span_of("gva:done"), &news));
}

static void live_line_is(const struct view *view, const char *wanted)
{
	char bytes[160];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	view_format(view, UINT64_C(12900000000), &text);
	CHECK_STR(bytes, wanted);
}

static void the_live_line_follows_the_news(void)
{
	struct view view = { .quiet = true };

	live_line_is(&view, "12 s: starting");
	CHECK(view_take(&view, span_of("gva: start 1 10-a\x1b]0;x")));
	live_line_is(&view, "12 s: script 1: 10-a\\x1b]0;x");
	CHECK(view_take(&view, span_of("gva: plan scripts=2")));
	live_line_is(&view, "12 s: script 1 of 2: 10-a\\x1b]0;x");
	CHECK(view_take(&view, span_of("gva: start x y")));
	CHECK(view_take(&view, span_of("gva: start 99999999999999 y")));
	CHECK(view_take(&view, span_of("gva: plan scripts=-1")));
	CHECK(view_take(&view, span_of("gva: start")));
	live_line_is(&view, "12 s: script 1 of 2: 10-a\\x1b]0;x");
	CHECK(view_take(&view, span_of("gva: start 3 more")));
	live_line_is(&view, "12 s: script 3: more");
	CHECK(!view_take(&view, span_of("start 4 not news")));
}

int main(void)
{
	lines_come_out_as_soon_as_they_are_whole();
	a_line_that_is_too_long_is_cut();
	the_last_lines_are_known_after_the_file_was_closed();
	a_short_console_is_kept_byte_by_byte();
	a_long_console_keeps_its_beginning_and_its_end();
	the_last_bytes_said_are_kept();
	news_and_a_panic_are_known_by_their_line();
	the_live_line_follows_the_news();
	return test_end();
}
