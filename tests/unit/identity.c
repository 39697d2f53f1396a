/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/fields.h"
#include "contract/identity.h"
#include "contract/status.h"
#include "tests/unit/test.h"

static struct identity sample(void)
{
	static const unsigned char uuid[UUID_SIZE] = { 1, 2, 3 };
	struct identity identity = { .job = "licenses", .instance = "7" };

	identity_set_uuid(identity.app, uuid);
	identity_set_uuid(identity.data, NULL);
	identity_set_conf(&identity, span_of("args=1\n"));
	identity_set_uuid(identity.root, uuid);
	return identity;
}

static void each_part_that_differs_is_told(void)
{
	static const unsigned char uuid[UUID_SIZE] = { 1, 2, 4 };
	struct identity one = sample(), other = sample();

	CHECK(!identity_differs(&one, &other));
	strcpy(other.job, "license");
	CHECK_STR(identity_differs(&one, &other), "it belongs to another job");
	other = sample();
	other.instance[0] = '\0'; /* none is another than 7 */
	CHECK(identity_differs(&one, &other));
	CHECK(identity_differs(&other, &one));
	other = sample();
	identity_set_uuid(other.app, uuid);
	CHECK(identity_differs(&one, &other));
	other = sample();
	identity_set_uuid(other.data, uuid);
	CHECK(identity_differs(&one, &other));
	CHECK(identity_differs(&other, &one));
	other = sample();
	identity_set_uuid(other.root, NULL);
	CHECK_STR(identity_differs(&one, &other),
		  "its job had another root image");
	other = sample();
	identity_set_conf(&other, span_of("args=2\n"));
	CHECK(identity_differs(&one, &other));
	identity_set_conf(&other, span_of(""));
	CHECK_STR(other.conf, "none");
	CHECK(identity_differs(&one, &other));
}

static void what_is_not_known_makes_no_difference(void)
{
	struct identity one = sample(), other = { .any_instance = true };

	CHECK(!identity_differs(&one, &other));
	CHECK(!identity_differs(&other, &one));
}

static void the_file_comes_back_and_damage_is_refused(void)
{
	struct identity one = sample(), back;
	char bytes[IDENTITY_SIZE_MAX];
	size_t length = identity_encode(&one, bytes);
	static const char old[] = "gva-identity 1\njob a\ninstance -\n"
		"app 01020300000000000000000000000000\n";
	struct text text;

	CHECK(identity_decode((struct span){ bytes, length }, &back) == 0);
	CHECK(!identity_differs(&one, &back) && strcmp(back.conf, one.conf) == 0);
	CHECK(strcmp(back.data, "none") == 0);
	CHECK_STR(back.root, one.root);
	bytes[20] ^= 1;
	CHECK(identity_decode((struct span){ bytes, length }, &back) ==
	      -EBADMSG);
	/* As version 0.1.0 wrote it. */
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, old);
	fields_seal(&text);
	CHECK(identity_decode((struct span){ bytes, text.length }, &back) == 0);
	CHECK_STR(back.app, one.app);
	CHECK(!back.data[0] && !back.conf[0] && !back.any_instance);
}

/* Each field at its longest, of bytes that are escaped. */
static void the_longest_fields_come_back(void)
{
	struct identity one = { .job = "" }, back;
	char bytes[IDENTITY_SIZE_MAX];
	size_t length;

	memset(one.job, 0x80, sizeof(one.job) - 1);
	memset(one.instance, 0x81, sizeof(one.instance) - 1);
	memset(one.app, 0x82, sizeof(one.app) - 1);
	memset(one.data, 0x83, sizeof(one.data) - 1);
	memset(one.conf, 0x84, sizeof(one.conf) - 1);
	length = identity_encode(&one, bytes);
	CHECK(length < IDENTITY_SIZE_MAX);
	CHECK(identity_decode((struct span){ bytes, length }, &back) == 0);
	CHECK(memcmp(&one, &back, sizeof(one)) == 0);
}

/* Before the job has begun the block names nobody's image. */
static void the_status_block_names_the_job_once_it_has_begun(void)
{
	struct status status = { .job = "licenses", .instance = "7" }, back;
	struct identity one = sample();
	char block[STATUS_BLOCK_SIZE];

	status_encode(&status, block);
	CHECK(status_decode(block, &back) == 0);
	CHECK(back.identity.any_instance && !back.identity.job[0]);
	status.identity = one;
	status_encode(&status, block);
	CHECK(status_decode(block, &back) == 0);
	CHECK(!identity_differs(&back.identity, &one));
	CHECK_STR(back.identity.job, "licenses");
	CHECK_STR(back.identity.conf, one.conf);
	CHECK_STR(back.identity.data, one.data);
	CHECK(!back.identity.any_instance);
}

int main(void)
{
	each_part_that_differs_is_told();
	what_is_not_known_makes_no_difference();
	the_file_comes_back_and_damage_is_refused();
	the_longest_fields_come_back();
	the_status_block_names_the_job_once_it_has_begun();
	return test_end();
}
