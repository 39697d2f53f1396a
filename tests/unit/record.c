/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "contract/fields.h"
#include "contract/record.h"
#include "tests/unit/test.h"

static struct record sample(void)
{
	struct record record = {
		.script = "10 count\n\xff",
		.has_digest = true,
		.sequence = 12,
		.attempt = 1,
		.outcome = { SCRIPT_EXITED, 7, false },
		.started_s = 1764000000,
		.wall_us = 12345,
		.source = USAGE_CGROUP,
		.pids_peak = 3,
		.cpu_user_us = 9000,
		.cpu_system_us = 300,
		.memory_peak_kib = 1024,
		.output = { 120, 120 },
		.errors = { 99000000, 16777216 },
		.note = "a note",
	};

	for (size_t i = 0; i < DIGEST_SIZE; i++)
		record.digest[i] = (unsigned char)(i * 7);
	return record;
}

static void round_trip(const struct record *record)
{
	char bytes[RECORD_SIZE_MAX], again[RECORD_SIZE_MAX];
	size_t length = record_encode(record, bytes), length_again;
	struct record back;

	CHECK(length > 0 && length == strlen(bytes));
	CHECK(record_decode(bytes, length, &back) == 0);
	length_again = record_encode(&back, again);
	CHECK(length == length_again && memcmp(bytes, again, length) == 0);
	CHECK_STR(back.script, record->script);
	CHECK_STR(back.note, record->note);
}

static void every_record_comes_back(void)
{
	struct record record = sample();

	round_trip(&record);
	record.has_digest = false;
	record.source = USAGE_NONE;
	record.pids_peak = 0;
	round_trip(&record);
	for (int end = 0; end < SCRIPT_END_COUNT; end++) {
		record.outcome = (struct outcome){ (enum script_end)end,
						   0, false };
		round_trip(&record);
	}
	memset(record.script, '\x80', SCRIPT_NAME_MAX);
	memset(record.note, '\x01', DETAIL_MAX);
	record.sequence = record.attempt = record.started_s = UINT64_MAX;
	round_trip(&record);
}

static bool has_line(const char *bytes, const char *line)
{
	const char *at = strstr(bytes, line);

	return at && (at == bytes || at[-1] == '\n') &&
	       at[strlen(line)] == '\n';
}

static void a_record_can_be_read_by_people(void)
{
	struct record record = sample();
	char bytes[RECORD_SIZE_MAX];

	(void)record_encode(&record, bytes);
	CHECK(has_line(bytes, "gva-record 1"));
	CHECK(has_line(bytes, "script 10 count\\x0a\\xff"));
	CHECK(has_line(bytes, "outcome exited 7"));
	CHECK(has_line(bytes, "stdout 120 whole"));
	CHECK(has_line(bytes, "stderr 99000000 cut 16777216"));
	CHECK(has_line(bytes, "pids-peak 3 cgroup"));
	CHECK(has_line(bytes, "cpu-user-us 9000 cgroup"));
}

/* A record cut anywhere, or with any bit changed, is never taken: also of what
 * its digest does not cover, the digest itself and the line's end. */
static void each_damaged_bit_is_noticed(void)
{
	struct record record = sample(), back;
	char bytes[RECORD_SIZE_MAX];
	size_t length = record_encode(&record, bytes);

	for (size_t i = 0; i < length; i++)
		CHECK(record_decode(bytes, i, &back) < 0);
	for (size_t i = 0; i < 8 * length; i++) {
		bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
		CHECK(record_decode(bytes, length, &back) < 0);
		bytes[i / 8] = (char)(bytes[i / 8] ^ 1 << i % 8);
	}
	CHECK(record_decode(bytes, length, &back) == 0);
}

/* The sample's encoding with `line` in the place of the one that begins with
 * `key`, sealed anew: what decoding gives. */
static int decode_with(const char *key, const char *line, struct record *ret)
{
	struct record record = sample();
	char bytes[RECORD_SIZE_MAX], other[RECORD_SIZE_MAX], *at;
	struct text text;

	(void)record_encode(&record, bytes);
	*strstr(bytes, "sha256 ") = '\0';
	at = strstr(bytes, key);
	text_init(&text, other, sizeof(other));
	text_put_bytes(&text, bytes, (size_t)(at - bytes));
	text_put(&text, line);
	text_put(&text, strchr(at, '\n') + 1);
	fields_seal(&text);
	return record_decode(other, text.length, ret);
}

/* Within a version, later lines may be added before the seal, also before
 * those that are known. */
static void lines_of_later_versions_are_skipped(void)
{
	struct record back;

	CHECK(decode_with("pids-peak ", "later 1\npids-peak 3 cgroup\nmore -\n",
			  &back) == 0);
	CHECK(back.sequence == 12 && back.pids_peak == 3);
	CHECK(decode_with("pids-peak ", "", &back) == 0);
	CHECK(back.pids_peak == 0);
}

/* Each with a seal that is right: what no writer of ours has written. */
static void what_contradicts_itself_is_refused(void)
{
	struct record back;

	CHECK(decode_with("gva-record ", "gva-record 2\n", &back) ==
	      -EPROTONOSUPPORT);
	CHECK(decode_with("cpu-system-us ", "cpu-system-us 300 wait4\n",
			  &back) == -EBADMSG);
	CHECK(decode_with("memory-peak-kib ", "memory-peak-kib -\n", &back) ==
	      -EBADMSG);
	CHECK(decode_with("stderr ", "stderr 99 cut 98\n", &back) == 0);
	CHECK(decode_with("stderr ", "stderr 99 cut 99\n", &back) ==
	      -EBADMSG);
	CHECK(decode_with("stderr ", "stderr 0 cut 0\n", &back) == -EBADMSG);
	CHECK(decode_with("outcome ", "outcome exited 0 core\n", &back) ==
	      -EBADMSG);
}

static void a_cut_stream_has_a_line_in_its_gap(void)
{
	const struct stream_count whole = { 5, 5 }, cut = { 100, 10 };
	char bytes[64];
	struct text text;

	CHECK(stream_file_size(&whole) == 5);
	text_init(&text, bytes, sizeof(bytes));
	stream_gap_line(&text, &cut);
	CHECK_STR(bytes, "\n[gva: 90 bytes cut]\n");
	CHECK(stream_file_size(&cut) == 10 + text.length);
}

static void a_result_is_named_by_number_and_script(void)
{
	char name[RESULT_NAME_SIZE], longest[256];

	result_name(1, "10-count", name);
	CHECK_STR(name, "0001-10-count");
	result_name(10000, "a/../b \n", name);
	CHECK_STR(name, "10000-a_.._b__");
	memset(longest, 'n', 255);
	longest[255] = '\0';
	result_name(9, longest, name);
	longest[5 + RESULT_STEM_MAX + 1] = '\0';
	memcpy(longest, name, strlen(name));
	CHECK(strlen(name) == 5 + RESULT_STEM_MAX);
	CHECK(result_name_ok(span_of(name)));
	CHECK(result_name_ok(span_of("0001-10-count")));
	CHECK(!result_name_ok(span_of(longest)));
	CHECK(!result_name_ok(span_of("0001-")));
	CHECK(!result_name_ok(span_of("001-a")));
	CHECK(!result_name_ok(span_of("000001-a")));
	CHECK(!result_name_ok(span_of("0001_a")));
	CHECK(!result_name_ok(span_of("0001-a/b")));
	CHECK(!result_name_ok(span_of("..")));
	CHECK(!result_name_ok(span_of("")));
	CHECK(!result_name_ok((struct span){ "0001-a\0", 7 }));
}

int main(void)
{
	every_record_comes_back();
	a_record_can_be_read_by_people();
	each_damaged_bit_is_noticed();
	lines_of_later_versions_are_skipped();
	what_contradicts_itself_is_refused();
	a_cut_stream_has_a_line_in_its_gap();
	a_result_is_named_by_number_and_script();
	return test_end();
}
