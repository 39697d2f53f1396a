/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/marker.h"
#include "contract/record.h"
#include "tests/unit/test.h"

static const char *written(const char *result, uint64_t attempt, bool taken,
			   char ret[MARKER_NAME_SIZE])
{
	struct marker_name name = { .attempt = attempt, .taken = taken };

	strcpy(name.result, result);
	strcpy(ret, "refused");
	(void)marker_name_encode(&name, ret);
	return ret;
}

static void name_tells_result_attempt_and_whether_taken(void)
{
	char bytes[MARKER_NAME_SIZE];
	struct marker_name name;

	CHECK_STR(written("0001-10-count", 1, true, bytes), "0001-10-count.1");
	CHECK(marker_name_decode(span_of(bytes), &name) == 0);
	CHECK_STR(name.result, "0001-10-count");
	CHECK(name.attempt == 1 && name.taken);
	CHECK_STR(written("9999-a.b", 12, false, bytes), "9999-a.b.12.new");
	CHECK(marker_name_decode(span_of(bytes), &name) == 0);
	CHECK_STR(name.result, "9999-a.b");
	CHECK(name.attempt == 12 && !name.taken);
}

static void script_that_ends_as_a_marker_does_is_told_apart(void)
{
	struct marker_name name;

	CHECK(marker_name_decode(span_of("0001-a.new.1"), &name) == 0);
	CHECK_STR(name.result, "0001-a.new");
	CHECK(name.taken);
	CHECK(marker_name_decode(span_of("0001-a.1.2"), &name) == 0);
	CHECK_STR(name.result, "0001-a.1");
	CHECK(name.attempt == 2);
}

static void what_is_no_name_is_refused(void)
{
	static const char *const names[] = {
		"", ".", ".new", "0001-a", "0001-a.", "0001-a.new",
		"0001-a.1.", "0001-a.1new", "0001-a.1.new.new", "0001-a.0",
		"0001-a.-1", "0001-a.1000001", "0001-.1", "001-a.1", "-a.1",
		"000001-a.1", "0001-a b.1", "0001-a/b.1", "0001-a.1 ",
	};
	struct marker_name name = { .attempt = 7 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK(marker_name_decode(span_of(names[i]), &name) == -EINVAL);
	CHECK(name.attempt == 7); /* left alone */
}

static void longest_name_is_written_and_taken(void)
{
	char script[SCRIPT_NAME_MAX + 1], bytes[MARKER_NAME_SIZE];
	struct marker_name name = { .attempt = MARKER_ATTEMPT_MAX }, back;

	memset(script, 'x', SCRIPT_NAME_MAX);
	script[SCRIPT_NAME_MAX] = '\0';
	result_name(SCRIPTS_MAX, script, name.result);
	CHECK(marker_name_encode(&name, bytes) == 0);
	CHECK(strlen(bytes) == MARKER_NAME_SIZE - 1);
	CHECK(marker_name_decode(span_of(bytes), &back) == 0);
	CHECK_STR(back.result, name.result);
	CHECK(back.attempt == MARKER_ATTEMPT_MAX && !back.taken);
}

static void what_has_no_name_is_not_written(void)
{
	char bytes[MARKER_NAME_SIZE];

	CHECK_STR(written("0001-a", 0, true, bytes), "refused");
	CHECK_STR(written("0001-a", MARKER_ATTEMPT_MAX + 1, true, bytes),
		  "refused");
	CHECK_STR(written("", 1, true, bytes), "refused");
	CHECK_STR(written("0001-a/b", 1, true, bytes), "refused");
}

static void file_tells_the_whole_name_of_the_script(void)
{
	char bytes[MARKER_FILE_SIZE], script[SCRIPT_NAME_MAX + 1];
	char longest[SCRIPT_NAME_MAX + 1];
	size_t length = marker_file_encode("a\nb c\\", 2, bytes);

	CHECK_STR(bytes, "script a\\x0ab c\\\\\nboot 2\n");
	CHECK(marker_file_decode((struct span){ bytes, length }, script) == 0);
	CHECK_STR(script, "a\nb c\\");
	memset(longest, 0xff, SCRIPT_NAME_MAX);
	longest[SCRIPT_NAME_MAX] = '\0';
	length = marker_file_encode(longest, UINT64_MAX, bytes);
	CHECK(marker_file_decode((struct span){ bytes, length }, script) == 0);
	CHECK_STR(script, longest);
}

static void file_that_is_not_whole_is_refused(void)
{
	static const char whole[] = "script abc\nboot 2\n";
	char script[SCRIPT_NAME_MAX + 1] = "before", bytes[300];
	struct text text;

	for (size_t cut = 0; cut < sizeof(whole) - 1; cut++)
		CHECK(marker_file_decode((struct span){ whole, cut },
					 script) == -EBADMSG);
	CHECK(marker_file_decode(span_of("boot 2\nscript abc\n"), script) ==
	      -EBADMSG);
	CHECK(marker_file_decode(span_of("script \\q\nboot 2\n"), script) ==
	      -EBADMSG);
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "script ");
	for (int i = 0; i <= SCRIPT_NAME_MAX; i++)
		text_put(&text, "x");
	text_put(&text, "\nboot 2\n");
	CHECK(marker_file_decode(span_of(bytes), script) == -EBADMSG);
	CHECK_STR(script, "before");
}

int main(void)
{
	name_tells_result_attempt_and_whether_taken();
	script_that_ends_as_a_marker_does_is_told_apart();
	what_is_no_name_is_refused();
	longest_name_is_written_and_taken();
	what_has_no_name_is_not_written();
	file_tells_the_whole_name_of_the_script();
	file_that_is_not_whole_is_refused();
	return test_end();
}
