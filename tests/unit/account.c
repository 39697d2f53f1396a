/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/account.h"
#include "tests/unit/test.h"

static const char passwd[] =
	"# users\n"
	"+::::::\n"
	"short:x:5\n"
	"root:x:0:0:root:/root:/bin/bash\n"
	"minus:x:4294967295:0::/:/bin/sh\n"
	"cut:x:1x:1:::\n"
	"ada:x:1000:100:Ada,,,:/home/ada:/bin/zsh\n"
	"ada:x:1001:101::/home/other:/bin/sh\n"
	"twin:x:1000:102::/home/twin:/bin/sh\n"
	"near:x:1002:103::relative:/bin/sh\n"
	"bare:x:1003:104";
static const char group[] =
	"root:x:0:\n"
	"users:x:100:\n"
	"adam:x:7:adam\n"
	"disk:x:6:root,ada\n"
	"bad:x:six:ada\n"
	"audio:x:29:ada,root\n"
	"video:x:44:xada,ada\n"
	"video:x:45:";

static struct account account;

static int find(const char *value)
{
	struct option_user wanted;
	int err = option_user(span_of(value), &wanted);

	if (err == 0)
		err = account_user(span_of(passwd), &wanted, &account);
	return err < 0 ? err :
		account_group(span_of(group), &wanted, &account);
}

static void name_brings_group_home_and_groups(void)
{
	CHECK(find("ada") == 0);
	CHECK(account.uid == 1000 && account.gid == 100);
	CHECK_STR(account.name, "ada");
	CHECK_STR(account.home, "/home/ada");
	CHECK(account.groups_count == 3);
	CHECK(account.groups[0] == 6 && account.groups[1] == 29 &&
	      account.groups[2] == 44);
	CHECK(find("root") == 0 && account.uid == 0 && account.gid == 0);
	CHECK_STR(account.home, "/root");
	CHECK(find("nobody") == -ENOENT);
	CHECK(find("ad") == -ENOENT && find("adaa") == -ENOENT);
	CHECK(find("minus") == -ENOENT && find("cut") == -ENOENT);
	CHECK(find("short") == -ENOENT);
}

static void group_that_is_named_is_the_only_one(void)
{
	CHECK(find("ada:video") == 0);
	CHECK(account.uid == 1000 && account.gid == 44);
	CHECK(account.groups_count == 0);
	CHECK(find("ada:7") == 0 && account.gid == 7);
	CHECK(account.groups_count == 0);
	CHECK(find("5:disk") == 0 && account.uid == 5 && account.gid == 6);
	CHECK(find("ada:vide") == -ENOENT && find("ada:bad") == -ENOENT);
}

static void number_need_not_be_there(void)
{
	CHECK(find("1000") == 0 && account.gid == 100);
	CHECK_STR(account.name, "ada");
	CHECK(account.groups_count == 3);
	CHECK(find("1000:8") == 0 && account.gid == 8);
	CHECK_STR(account.home, "/home/ada");
	CHECK(find("77") == 0 && account.uid == 77 && account.gid == 77);
	CHECK_STR(account.name, "");
	CHECK_STR(account.home, "");
	CHECK(account.groups_count == 0);
}

static void home_is_a_path_or_the_root(void)
{
	CHECK(find("near") == 0 && account.gid == 103);
	CHECK_STR(account.home, "/");
	CHECK(find("bare") == 0 && account.uid == 1003);
	CHECK_STR(account.home, "/");
}

/* Names and homes of 64 and 255 bytes, and of one more. */
static void lengths_are_held(void)
{
	struct option_user wanted = { .uid = 9 };
	char bytes[512];
	struct text text;

	for (size_t more = 0; more < 2; more++) {
		text_init(&text, bytes, sizeof(bytes));
		for (size_t i = 0; i < USER_NAME_MAX; i++)
			text_put(&text, "n");
		text_put(&text, ":x:9:9::/");
		for (size_t i = 1; i < ACCOUNT_HOME_MAX + more; i++)
			text_put(&text, "h");
		CHECK(account_user((struct span){ bytes, text.length },
				   &wanted, &account) == 0);
		CHECK(strlen(account.name) == USER_NAME_MAX);
		CHECK(strlen(account.home) ==
		      (more ? 1 : (size_t)ACCOUNT_HOME_MAX));
	}
	memset(bytes, 'n', USER_NAME_MAX + 1);
	text_init(&text, bytes + USER_NAME_MAX + 1, 64);
	text_put(&text, ":x:9:8:::");
	CHECK(account_user((struct span){ bytes, USER_NAME_MAX + 1 +
					  text.length }, &wanted,
			   &account) == 0);
	CHECK(account.name[0] == '\0' && account.gid == 0);
}

static void too_many_groups_are_told(void)
{
	struct option_user wanted = { .uid = 0 };
	static char bytes[ACCOUNT_GROUPS_MAX * 8 + 16];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	for (int i = 0; i < ACCOUNT_GROUPS_MAX; i++)
		text_put(&text, "g:x:1:r\n");
	memset(&account, 0, sizeof(account));
	strcpy(account.name, "r");
	CHECK(account_group(span_of(bytes), &wanted, &account) == 0);
	CHECK(account.groups_count == ACCOUNT_GROUPS_MAX);
	text_put(&text, "g:x:1:r\n");
	account.groups_count = 0;
	CHECK(account_group(span_of(bytes), &wanted, &account) == -E2BIG);
}

int main(void)
{
	name_brings_group_home_and_groups();
	group_that_is_named_is_the_only_one();
	number_need_not_be_there();
	home_is_a_path_or_the_root();
	lengths_are_held();
	too_many_groups_are_told();
	return test_end();
}
