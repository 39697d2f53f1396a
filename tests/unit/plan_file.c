/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/fields.h"
#include "contract/plan_file.h"
#include "tests/unit/test.h"

static char file[PLAN_FILE_SIZE];

static struct span written(const char *const *names)
{
	struct text text;

	text_init(&text, file, sizeof(file));
	for (; *names; names++)
		plan_file_put(&text, *names);
	plan_file_close(&text);
	return (struct span){ text.bytes, text.length };
}

/* A body, and a true seal. */
static struct span sealed(const char *body)
{
	struct text text;

	text_init(&text, file, sizeof(file));
	text_put(&text, body);
	fields_seal(&text);
	return (struct span){ text.bytes, text.length };
}

static void names_come_back_in_their_order(void)
{
	static const char *const names[] = {
		"20-b", "10-a c", "a\nb\\", "-", "\xc3\xa4", NULL
	};
	char name[SCRIPT_NAME_MAX + 1];
	struct span rest;

	CHECK(plan_file_open(written(names), &rest) == 0);
	for (size_t i = 0; names[i]; i++) {
		CHECK(plan_file_take(&rest, name) == 1);
		CHECK_STR(name, names[i]);
	}
	CHECK(plan_file_take(&rest, name) == 0);
	CHECK(plan_file_take(&rest, name) == 0);
}

static void plan_of_nothing_is_whole(void)
{
	static const char *const none[] = { NULL };
	char name[SCRIPT_NAME_MAX + 1];
	struct span rest;

	CHECK(plan_file_open(written(none), &rest) == 0);
	CHECK(plan_file_take(&rest, name) == 0);
}

static void file_is_escaped_names_and_a_seal(void)
{
	static const char *const names[] = { "1", "a\nb", NULL };
	struct span bytes = written(names);

	CHECK(span_starts(&bytes, "1\na\\x0ab\nsha256 "));
	CHECK(bytes.length == 64 + 1);
}

static void torn_file_is_refused(void)
{
	static const char *const names[] = { "1", "2", NULL };
	struct span bytes = written(names), rest = { NULL, 7 };

	/* But for its last newline. */
	for (size_t cut = 0; cut < bytes.length - 1; cut++)
		CHECK(plan_file_open((struct span){ bytes.bytes, cut },
				     &rest) == -EBADMSG);
	file[0] ^= 1;
	CHECK(plan_file_open(bytes, &rest) == -EBADMSG);
	CHECK(rest.length == 7); /* left alone */
}

static void what_is_no_name_is_refused(void)
{
	static const char *const bodies[] = { "\n", "a\\q\n", "a\\x00\n" };
	char name[SCRIPT_NAME_MAX + 1] = "before";
	struct span rest;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		CHECK(plan_file_open(sealed(bodies[i]), &rest) == 0);
		CHECK(plan_file_take(&rest, name) == -EBADMSG);
	}
	CHECK_STR(name, "before");
}

static void name_of_255_bytes_is_taken_and_no_longer_one(void)
{
	char long_name[SCRIPT_NAME_MAX + 2], name[SCRIPT_NAME_MAX + 1];
	const char *names[] = { long_name, NULL };
	struct span rest;

	memset(long_name, 0xff, sizeof(long_name));
	long_name[SCRIPT_NAME_MAX + 1] = '\0';
	CHECK(plan_file_open(written(names), &rest) == 0);
	CHECK(plan_file_take(&rest, name) == -EBADMSG);
	long_name[SCRIPT_NAME_MAX] = '\0';
	CHECK(plan_file_open(written(names), &rest) == 0);
	CHECK(plan_file_take(&rest, name) == 1);
	CHECK_STR(name, long_name);
}

static void fullest_plan_has_room(void)
{
	struct text text;
	char name[] = "\xff\xff\xff";

	text_init(&text, file, sizeof(file));
	for (size_t used = 0; used + sizeof(name) <= PLAN_POOL_SIZE;
	     used += sizeof(name))
		plan_file_put(&text, name);
	plan_file_close(&text);
	CHECK(!text.cut);
}

int main(void)
{
	names_come_back_in_their_order();
	plan_of_nothing_is_whole();
	file_is_escaped_names_and_a_seal();
	torn_file_is_refused();
	what_is_no_name_is_refused();
	name_of_255_bytes_is_taken_and_no_longer_one();
	fullest_plan_has_room();
	return test_end();
}
