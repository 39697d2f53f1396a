/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/fields.h"
#include "contract/status.h"
#include "tests/unit/test.h"

static const struct status sample = {
	.job = "licenses",
	.instance = "i-7",
	.boots = 2,
	.state = STATE_ENDED,
	.verdict = VERDICT_DONE_WITH_FAILURES,
	.scripts = 3,
	.failed = 1,
	.clock = "tsc",
	.detail = "a\nb\\ \xc3\xa4",
	.planned = 7,
	.resumed = 2,
	.repaired = 1,
};

static bool same(const struct status *one, const struct status *other)
{
	return strcmp(one->job, other->job) == 0 &&
	       strcmp(one->instance, other->instance) == 0 &&
	       one->boots == other->boots && one->state == other->state &&
	       one->verdict == other->verdict &&
	       one->scripts == other->scripts &&
	       one->failed == other->failed &&
	       strcmp(one->clock, other->clock) == 0 &&
	       strcmp(one->detail, other->detail) == 0 &&
	       one->planned == other->planned &&
	       one->resumed == other->resumed &&
	       one->repaired == other->repaired;
}

static void every_status_comes_back(void)
{
	char block[STATUS_BLOCK_SIZE];
	struct status status, back;

	for (int state = 0; state < STATE_COUNT; state++)
		for (int verdict = 0; verdict < VERDICT_COUNT; verdict++) {
			status = sample;
			status.state = (enum status_state)state;
			status.verdict = state == STATE_ENDED ?
				(enum verdict)verdict : (enum verdict)0;
			status_encode(&status, block);
			CHECK(status_decode(block, &back) == 0);
			CHECK(same(&status, &back));
		}
	memset(&status, 0, sizeof(status));
	status_encode(&status, block);
	CHECK(status_decode(block, &back) == 0 && same(&status, &back));
	strcpy(status.detail, "-");
	status_encode(&status, block);
	CHECK(status_decode(block, &back) == 0 && same(&status, &back));
}

/* The longest that can be said still fits, and is whole. */
static void the_longest_status_has_room(void)
{
	char block[STATUS_BLOCK_SIZE];
	struct status status = sample, back;

	memset(status.job, 'j', sizeof(status.job) - 1);
	memset(status.instance, 'i', sizeof(status.instance) - 1);
	memset(status.clock, '\1', sizeof(status.clock) - 1);
	memset(status.detail, '\xff', sizeof(status.detail) - 1);
	status.boots = status.scripts = status.failed = UINT64_MAX;
	status_encode(&status, block);
	CHECK(block[STATUS_BLOCK_SIZE - 1] == '\n');
	CHECK(status_decode(block, &back) == 0 && same(&status, &back));
}

static void the_first_line_is_for_people(void)
{
	char block[STATUS_BLOCK_SIZE];
	struct status status = { .state = STATE_ENDED,
				 .verdict = VERDICT_DONE, .scripts = 3 };
	static const char wanted[] = "gva: done scripts=3 failed=0\n";

	status_encode(&status, block);
	CHECK(memcmp(block, wanted, sizeof(wanted) - 1) == 0);
	for (size_t i = 0; i < sizeof(block); i++)
		CHECK(block[i] == '\n' || (block[i] >= 0x20 && block[i] < 0x7f));
}

/* No single changed byte, and no torn sector, passes for the truth. */
static void each_damaged_byte_is_noticed(void)
{
	char block[STATUS_BLOCK_SIZE], torn[STATUS_BLOCK_SIZE];
	struct status other = sample, back;

	status_encode(&sample, block);
	for (size_t i = 0; i < sizeof(block); i++) {
		char kept = block[i];

		block[i] = (char)(kept ^ 1);
		if (status_decode(block, &back) == 0)
			CHECK(kept == '\n'); /* padding may differ */
		block[i] = kept;
	}
	memset(other.detail, 'x', sizeof(other.detail) - 1);
	other.boots++;
	status_encode(&other, torn);
	memcpy(torn, block, 512);
	CHECK(status_decode(torn, &back) == -EBADMSG);
}

/* The block of a running job with `line` in the place of the one that begins
 * with `key`, sealed anew: what decoding gives. */
static int decode_with(const char *key, const char *line, struct status *ret)
{
	struct status status = sample;
	char block[STATUS_BLOCK_SIZE + 1] = "", other[STATUS_BLOCK_SIZE], *at;
	struct text text;

	status.state = STATE_RUNNING;
	status_encode(&status, block);
	*strstr(block, "sha256 ") = '\0';
	at = strstr(block, key);
	text_init(&text, other, sizeof(other));
	text_put_bytes(&text, block, (size_t)(at - block));
	text_put(&text, line);
	text_put(&text, strchr(at, '\n') + 1);
	fields_seal(&text);
	memset(other + text.length, '\n', sizeof(other) - text.length);
	return status_decode(other, ret);
}

static void lines_of_later_versions_are_skipped(void)
{
	struct status back;

	CHECK(decode_with("planned ", "later 1\nplanned 7\n", &back) == 0);
	CHECK(back.planned == 7 && back.resumed == 2 && back.repaired == 1);
	CHECK(decode_with("repaired ", "", &back) == 0);
	CHECK(back.repaired == 0);
}

/* A seal that is right is not all. */
static void what_contradicts_itself_is_refused(void)
{
	struct status back;

	CHECK(decode_with("verdict ", "verdict done\n", &back) == -EBADMSG);
	CHECK(decode_with("state ", "state ended\n", &back) == -EBADMSG);
	CHECK(decode_with("state ", "state runs\n", &back) == -EBADMSG);
	CHECK(decode_with("boots ", "boots -1\n", &back) == -EBADMSG);
}

static void the_line_of_a_running_job_tells_its_state(void)
{
	struct status status = { .state = STATE_RUNNING, .scripts = 2,
				 .failed = 1, .detail = "a\nb" };
	char bytes[128];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	status_line(&text, &status);
	CHECK_STR(bytes, "gva: running scripts=2 failed=1: a\\x0ab");
}

static void foreign_blocks_are_told_from_damaged_ones(void)
{
	char block[STATUS_BLOCK_SIZE] = { 0 };
	struct status back;

	CHECK(status_decode(block, &back) == -ENOENT);
	memset(block, '\n', sizeof(block));
	CHECK(status_decode(block, &back) == -ENOENT);
	memset(block, 'x', sizeof(block));
	CHECK(status_decode(block, &back) == -ENOENT);
	memcpy(block, "gva: x\ngva-status 2\n", 20);
	CHECK(status_decode(block, &back) == -EPROTONOSUPPORT);
	memcpy(block, "gva: x\ngva-status 1\n", 20);
	CHECK(status_decode(block, &back) == -EBADMSG);
}

int main(void)
{
	every_status_comes_back();
	the_longest_status_has_room();
	the_first_line_is_for_people();
	each_damaged_byte_is_noticed();
	lines_of_later_versions_are_skipped();
	what_contradicts_itself_is_refused();
	the_line_of_a_running_job_tells_its_state();
	foreign_blocks_are_told_from_damaged_ones();
	return test_end();
}
