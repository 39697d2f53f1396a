/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/text.h"
#include "tests/unit/test.h"

static void nothing_follows_what_did_not_fit(void)
{
	char bytes[16];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "n=");
	text_put_u64(&text, 0);
	text_put(&text, ",");
	text_put_digits(&text, 7, 4);
	CHECK_STR(bytes, "n=0,0007");
	CHECK(!text.cut && text.length == 8);
	text_put_u64(&text, UINT64_MAX);
	CHECK(text.cut);
	CHECK_STR(bytes, "n=0,0007");
	/* Nothing small slips in behind what was dropped. */
	text_put(&text, "x");
	CHECK_STR(bytes, "n=0,0007");
}

static void fills_to_the_last_byte(void)
{
	char bytes[4];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "abc");
	CHECK(!text.cut);
	CHECK_STR(bytes, "abc");
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "abcd");
	CHECK(text.cut);
	CHECK_STR(bytes, "");
}

static void a_number_is_digits_alone_and_within_its_bound(void)
{
	uint64_t number = 5;

	CHECK(span_u64(span_of("0"), 9, &number) == 0 && number == 0);
	CHECK(span_u64(span_of("18446744073709551615"), UINT64_MAX,
		       &number) == 0 && number == UINT64_MAX);
	CHECK(span_u64(span_of("18446744073709551616"), UINT64_MAX,
		       &number) == -ERANGE);
	CHECK(span_u64(span_of("10"), 9, &number) == -ERANGE);
	CHECK(span_u64(span_of("9"), 9, &number) == 0 && number == 9);
	CHECK(span_u64(span_of("3"), 2, &number) == -ERANGE);
	CHECK(number == 9); /* untouched on failure */
	CHECK(span_u64(span_of(""), 9, &number) == -EINVAL);
	CHECK(span_u64(span_of("-1"), 9, &number) == -EINVAL);
	CHECK(span_u64(span_of("1 "), 9, &number) == -EINVAL);
	CHECK(span_u64(span_of("0x1"), 9, &number) == -EINVAL);
}

static void lines_and_words_come_one_by_one(void)
{
	struct span rest = span_of("one\n\nlast"), part;

	CHECK(span_line(&rest, &part) && span_is(part, "one"));
	CHECK(span_line(&rest, &part) && span_is(part, ""));
	CHECK(span_line(&rest, &part) && span_is(part, "last"));
	CHECK(!span_line(&rest, &part));
	rest = span_of("a  b");
	CHECK(span_word(&rest, &part) && span_is(part, "a"));
	CHECK(span_word(&rest, &part) && span_is(part, ""));
	CHECK(span_word(&rest, &part) && span_is(part, "b"));
	rest = span_of("gva-app");
	CHECK(!span_starts(&rest, "gva-app+"));
	CHECK(span_starts(&rest, "gva-") && span_is(rest, "app"));
}

/* Every byte but NUL comes back from its escape. */
static void escapes_every_byte(void)
{
	char all[255], escaped[1200], back[256];
	struct text text;
	size_t length = 0;

	for (int i = 1; i < 256; i++)
		all[i - 1] = (char)i;
	text_init(&text, escaped, sizeof(escaped));
	text_put_escaped(&text, all, sizeof(all));
	CHECK(!text.cut);
	for (size_t i = 0; i < text.length; i++)
		CHECK(escaped[i] >= 0x20 && escaped[i] < 0x7f);
	CHECK(span_unescape(span_of(escaped), back, sizeof(back),
			    &length) == 0);
	CHECK(length == sizeof(all) && memcmp(all, back, length) == 0);
}

static void a_bad_escape_is_refused(void)
{
	char back[8];
	size_t length = 99;

	CHECK(span_unescape(span_of("a\\n\\t\\r\\\\"), back, 8, &length) == 0);
	CHECK_STR(back, "a\n\t\r\\");
	CHECK(span_unescape(span_of("\\x41\\xff"), back, 8, &length) == 0);
	CHECK(length == 2 && back[0] == 'A' && (unsigned char)back[1] == 255);
	CHECK(span_unescape(span_of("\\x00"), back, 8, &length) == -EINVAL);
	CHECK(span_unescape(span_of("\\"), back, 8, &length) == -EINVAL);
	CHECK(span_unescape(span_of("\\x4"), back, 8, &length) == -EINVAL);
	CHECK(span_unescape(span_of("\\q"), back, 8, &length) == -EINVAL);
	CHECK(span_unescape(span_of("\\xg0"), back, 8, &length) == -EINVAL);
	CHECK(span_unescape((struct span){ "a\0b", 3 }, back, 8,
			    &length) == -EINVAL);
	CHECK(span_unescape((struct span){ "\\\0", 2 }, back, 8,
			    &length) == -EINVAL);
	CHECK(span_unescape(span_of("1234567"), back, 8, &length) == 0);
	CHECK(span_unescape(span_of("12345678"), back, 8,
			    &length) == -ENAMETOOLONG);
}

static void digits_are_taken_in_their_number_or_not_at_all(void)
{
	unsigned char bytes[2] = { 1, 2 };

	CHECK(span_hex(span_of("ffa0"), bytes, 2) == 0);
	CHECK(bytes[0] == 0xff && bytes[1] == 0xa0);
	CHECK(span_hex(span_of("00z0"), bytes, 2) == -EINVAL);
	CHECK(span_hex(span_of("00fF"), bytes, 2) == -EINVAL);
	CHECK(span_hex(span_of("000"), bytes, 2) == -EINVAL);
	CHECK(bytes[0] == 0xff);
}

int main(void)
{
	nothing_follows_what_did_not_fit();
	fills_to_the_last_byte();
	a_number_is_digits_alone_and_within_its_bound();
	lines_and_words_come_one_by_one();
	escapes_every_byte();
	a_bad_escape_is_refused();
	digits_are_taken_in_their_number_or_not_at_all();
	return test_end();
}
