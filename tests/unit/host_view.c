/* SPDX-License-Identifier: MIT */
#include "host/machine/said.h"
#include "host/machine/view.h"
#include "tests/unit/test.h"

/* The live line after some lines of the guest, five seconds on. */
static const char *live(const char *const *lines, char ret[160])
{
	struct view view = { .quiet = true, .start_ns = 1000000000 };
	struct text text;

	for (; *lines; lines++)
		(void)view_take(&view, span_of(*lines));
	text_init(&text, ret, 160);
	view_format(&view, 6999999999, &text);
	return ret;
}

#define LIVE(...) live((const char *const[]){ __VA_ARGS__, NULL }, bytes)

static void the_live_line_tells_the_script_that_runs(void)
{
	char bytes[160];

	CHECK_STR(LIVE("noise"), "5 s: starting");
	CHECK_STR(LIVE("gva: plan scripts=3"), "5 s: starting");
	CHECK_STR(LIVE("gva: plan scripts=3", "gva: start 2 b c"),
		  "5 s: script 2 of 3: b c");
	/* A script may queue more than were planned. */
	CHECK_STR(LIVE("gva: plan scripts=3", "gva: start 4 d"),
		  "5 s: script 4: d");
	/* What a guest may say. */
	CHECK_STR(LIVE("gva: plan scripts=-1", "gva: start 1 \033[2J"),
		  "5 s: script 1: \\x1b[2J");
	CHECK_STR(LIVE("gva: start 99999999999999999999 x"), "5 s: starting");
	CHECK_STR(LIVE("gva: start"), "5 s: starting");
	CHECK_STR(LIVE("gva: start 1"), "5 s: script 1: ");
	CHECK(strlen(LIVE("gva: start 1 "
		"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"
		"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"))
	      == strlen("5 s: script 1: ") + VIEW_NAME_SIZE - 1);
}

static void the_last_bytes_said_are_kept(void)
{
	static struct said said;
	static char many[SAID_SIZE + 3];

	said_init(&said);
	said_add(&said, span_of("abc"));
	said_add(&said, span_of(""));
	said_add(&said, span_of("def"));
	CHECK(span_is((struct span){ said.bytes, said.length }, "abcdef"));
	memset(many, 'x', sizeof(many));
	said_add(&said, (struct span){ many, SAID_SIZE - 4 });
	CHECK(said.length == SAID_SIZE);
	CHECK(memcmp(said.bytes, "cdefxx", 6) == 0);
	many[2] = 'y';
	many[3] = 'z';
	said_add(&said, (struct span){ many, sizeof(many) });
	CHECK(said.length == SAID_SIZE);
	CHECK(memcmp(said.bytes, "zxx", 3) == 0);
}

int main(void)
{
	the_live_line_tells_the_script_that_runs();
	the_last_bytes_said_are_kept();
	return test_end();
}
