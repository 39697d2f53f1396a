/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>

#include "contract/fields.h"
#include "init/out/plan.h"
#include "tests/unit/test.h"

static struct plan plan;

static void empty(void)
{
	memset(&plan, 0, sizeof(plan));
}

static void add(const char *const *names)
{
	empty();
	for (; *names; names++)
		CHECK(plan_add(&plan, *names) == 0);
	plan_close(&plan);
}

/* The names of all entries as they stand. */
static const char *order(void)
{
	static char line[4096];
	size_t length = 0;

	line[0] = '\0';
	for (size_t i = 0; i < plan.count; i++)
		length += (size_t)snprintf(line + length, sizeof(line) - length,
					   "%s%s", i ? " " : "",
					   plan_name(&plan, &plan.entries[i]));
	return line;
}

static void first_listing_stands_in_byte_order(void)
{
	static const char *const names[] = {
		"\xc3\xa4", "b", "10", "a", "B", "9", "10-a", "\x7f", "-", NULL
	};

	add(names);
	CHECK_STR(order(), "- 10 10-a 9 B a b \x7f \xc3\xa4");
	CHECK(plan.planned == 9);
}

static void later_names_stand_in_byte_order_after_it(void)
{
	static const char *const names[] = { "m", "c", NULL };
	static const char *const later[] = { "p", "a", "z", "d", "\xff", NULL };

	add(names);
	for (size_t i = 0; later[i]; i++) {
		struct plan_entry *entry = plan_insert(&plan, later[i]);

		CHECK(entry && strcmp(plan_name(&plan, entry), later[i]) == 0);
	}
	CHECK_STR(order(), "c m a d p z \xff");
	CHECK(plan.planned == 2 && plan.count == 7);
}

static void every_name_is_found_and_no_other(void)
{
	static const char *const names[] = { "m", "c", "x", NULL };
	static const char *const there[] = { "c", "m", "x", "a", "n", "z" };
	static const char *const none[] = { "", "b", "mm", "o", "zz", "\xff" };

	empty();
	CHECK(!plan_find(&plan, "c"));
	add(names);
	for (size_t i = 3; i < 6; i++) {
		CHECK(!plan_find(&plan, there[i]));
		CHECK(plan_insert(&plan, there[i]) != NULL);
	}
	for (size_t i = 0; i < 6; i++) {
		const struct plan_entry *entry = plan_find(&plan, there[i]);

		CHECK(entry &&
		      strcmp(plan_name(&plan, entry), there[i]) == 0);
		CHECK(!plan_find(&plan, none[i]));
	}
}

/* What is known of a name goes with it when another one moves it. */
static void marks_stay_with_their_names(void)
{
	static const char *const names[] = { "m", NULL };

	add(names);
	plan_find(&plan, "m")->recorded = true;
	plan_insert(&plan, "p")->stays = true;
	plan_insert(&plan, "q")->waits = true;
	CHECK(plan_insert(&plan, "b") != NULL);
	CHECK_STR(order(), "m b p q");
	CHECK(plan_find(&plan, "m")->recorded);
	CHECK(plan_find(&plan, "p")->stays && !plan_find(&plan, "p")->waits);
	CHECK(plan_find(&plan, "q")->waits && !plan_find(&plan, "q")->stays);
	CHECK(!plan_find(&plan, "b")->stays && !plan_find(&plan, "b")->waits &&
	      !plan_find(&plan, "b")->recorded);
}

static void plan_of_most_names_takes_no_further_one(void)
{
	char name[16];

	empty();
	for (int i = 0; i < SCRIPTS_MAX - 1; i++) {
		(void)snprintf(name, sizeof(name), "%05d", i);
		CHECK(plan_add(&plan, name) == 0);
	}
	plan_close(&plan);
	CHECK(plan_insert(&plan, "z") != NULL);
	CHECK(!plan_insert(&plan, "a"));
	CHECK(plan_add(&plan, "a") == -ENOSPC);
	CHECK(plan.count == SCRIPTS_MAX && !plan_find(&plan, "a"));
	CHECK(plan_find(&plan, "z") && plan_find(&plan, "09998"));
}

static void plan_of_most_bytes_takes_no_further_name(void)
{
	char name[128];

	empty();
	memset(name, 'a', sizeof(name));
	name[127] = '\0';
	for (int i = 0; i < PLAN_POOL_SIZE / 128 - 1; i++)
		CHECK(plan_add(&plan, name) == 0);
	plan_close(&plan);
	name[126] = '\0';
	CHECK(plan_insert(&plan, name) != NULL);
	/* A byte is left, which an empty name would take. */
	CHECK(plan.pool_used == PLAN_POOL_SIZE - 1);
	CHECK(!plan_insert(&plan, "b"));
	CHECK(plan_add(&plan, "b") == -ENOSPC);
	CHECK(plan.count == PLAN_POOL_SIZE / 128);
}

/* The body of a file `plan` with a true seal. */
static struct span sealed(const char *body)
{
	static char bytes[1024];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, body);
	fields_seal(&text);
	return (struct span){ text.bytes, text.length };
}

static void file_is_taken_as_the_first_listing(void)
{
	empty();
	CHECK(plan_take(&plan, sealed("b\na\\x0ac\na\n")) == 0);
	CHECK_STR(order(), "a a\nc b");
	CHECK(plan.planned == 3);
}

static void torn_file_leaves_an_empty_plan(void)
{
	struct span bytes = sealed("a\nb\n");

	empty();
	bytes.length -= 2;
	CHECK(plan_take(&plan, bytes) == -EBADMSG);
	CHECK(plan.count == 0 && plan.planned == 0);
	/* Names came before what is none. */
	CHECK(plan_take(&plan, sealed("a\nb\n\\q\n")) == -EBADMSG);
	CHECK(plan.count == 0 && plan.planned == 0 && plan.pool_used == 0);
	CHECK(!plan_find(&plan, "a"));
}

int main(void)
{
	first_listing_stands_in_byte_order();
	later_names_stand_in_byte_order_after_it();
	every_name_is_found_and_no_other();
	marks_stay_with_their_names();
	plan_of_most_names_takes_no_further_one();
	plan_of_most_bytes_takes_no_further_name();
	file_is_taken_as_the_first_listing();
	torn_file_leaves_an_empty_plan();
	return test_end();
}
