/* SPDX-License-Identifier: MIT */
/* Which name of script-bin has its turn: of a folder as getdents(2) gives it,
 * with a plan of what stays there. */
#include <errno.h>
#include <stddef.h>
#include <sys/stat.h>

#include "init/base/listing.h"
#include "init/job/next_script.h"
#include "tests/unit/test.h"

static struct plan plan;

/* A listing whose bytes hold these names. */
static struct listing listing_of(const char *const *names, bool hidden)
{
	struct listing listing = { .fd = -1, .hidden = hidden };

	for (; *names; names++) {
		struct dirent *entry = (void *)(listing.bytes + listing.length);
		size_t size = offsetof(struct dirent, d_name) +
			      strlen(*names) + 1;

		entry->d_reclen = (unsigned short)((size + 7) / 8 * 8);
		memcpy((char *)entry + offsetof(struct dirent, d_name), *names,
		       strlen(*names) + 1);
		listing.length += entry->d_reclen;
	}
	return listing;
}

static const char *first_of(const char *const *names)
{
	static struct next_script next;
	struct listing listing = listing_of(names, false);
	const char *name;

	next.name[0] = '\0';
	while (listing_take(&listing, &name))
		next_script_offer(&next, &plan, name);
	return next.name;
}

static void first_in_byte_order_has_its_turn(void)
{
	static const char *const names[] = {
		"b", "\xc3\xa4", "10", "a", "9", "10-a", "B", NULL
	};
	static const char *const letters[] = { "\xff", "a", "B", NULL };
	static const char *const high[] = { "\xff", "\x7f", "\x80", NULL };

	memset(&plan, 0, sizeof(plan));
	CHECK_STR(first_of(names), "10");
	CHECK_STR(first_of(names + 3), "10-a");
	CHECK_STR(first_of(letters), "B");
	CHECK_STR(first_of(high), "\x7f");
}

static void nothing_has_its_turn_in_an_empty_folder(void)
{
	static const char *const names[] = { ".", "..", NULL };

	memset(&plan, 0, sizeof(plan));
	CHECK_STR(first_of(names), "");
	CHECK_STR(first_of(names + 2), "");
}

static void hidden_names_are_passed_over(void)
{
	static const char *const names[] = {
		".", ".a", "b", "..", "..c", "...", "d.", NULL
	};
	static const char *const all[] = {
		".a", "b", "..c", "...", "d.", NULL
	};
	struct listing listing = listing_of(names, true);
	const char *name;

	memset(&plan, 0, sizeof(plan));
	CHECK_STR(first_of(names), "b");
	for (size_t i = 0; all[i]; i++) {
		CHECK(listing_take(&listing, &name));
		CHECK_STR(name, all[i]);
	}
	CHECK(!listing_take(&listing, &name));
	listing = listing_of(names, false);
	CHECK(listing_take(&listing, &name) && strcmp(name, "b") == 0);
	CHECK(listing_take(&listing, &name) && strcmp(name, "d.") == 0);
	CHECK(!listing_take(&listing, &name));
}

static void what_stays_lets_the_next_one_go_first(void)
{
	static const char *const names[] = { "c", "a", "b", NULL };

	memset(&plan, 0, sizeof(plan));
	CHECK(plan_add(&plan, "a") == 0);
	plan_close(&plan);
	plan_find(&plan, "a")->recorded = true;
	CHECK_STR(first_of(names), "a"); /* it was put back */
	plan_find(&plan, "a")->stays = true;
	CHECK_STR(first_of(names), "b");
	plan_insert(&plan, "b")->stays = true;
	CHECK_STR(first_of(names), "c");
	plan_insert(&plan, "c")->stays = true;
	CHECK_STR(first_of(names), "");
}

static int judged(mode_t mode, const char **ret_why)
{
	struct next_script next = { .blocked = 1 };

	next_script_judge(&next, mode);
	CHECK(next.why != NULL);
	*ret_why = next.why;
	return next.blocked;
}

static void file_with_any_right_to_execute_is_run(void)
{
	const char *why;

	for (mode_t mode = 0; mode < 010000; mode++) {
		int wanted = mode & 0111 ? 0 : -EACCES;

		CHECK(judged(S_IFREG | mode, &why) == wanted);
		CHECK(!why[0] == !wanted);
	}
}

static void what_is_no_file_stays(void)
{
	static const mode_t kinds[] = {
		S_IFDIR, S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK,
	};
	const char *why;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		CHECK(judged(kinds[i] | 0777, &why) == -EACCES);
		CHECK(why[0]);
	}
	CHECK(judged(S_IFLNK | 0777, &why) == -ELOOP);
	CHECK(why[0]);
}

int main(void)
{
	first_in_byte_order_has_its_turn();
	nothing_has_its_turn_in_an_empty_folder();
	hidden_names_are_passed_over();
	what_stays_lets_the_next_one_go_first();
	file_with_any_right_to_execute_is_run();
	what_is_no_file_stays();
	return test_end();
}
