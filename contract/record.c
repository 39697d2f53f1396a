/* SPDX-License-Identifier: MIT */
#include "contract/record.h"

#include <errno.h>
#include <string.h>

#include "contract/fields.h"

static const char *const source_words[USAGE_COUNT] = {
	[USAGE_WAIT4] = "wait4",
	[USAGE_CGROUP] = "cgroup",
};

void stream_gap_line(struct text *text, const struct stream_count *count)
{
	text_put(text, "\n[gva: ");
	text_put_u64(text, count->written - count->kept);
	text_put(text, " bytes cut]\n");
}

uint64_t stream_file_size(const struct stream_count *count)
{
	char bytes[64];
	struct text line;

	if (count->kept == count->written)
		return count->kept;
	text_init(&line, bytes, sizeof(bytes));
	stream_gap_line(&line, count);
	return count->kept + line.length;
}

static void put_digest(struct text *text, const struct record *record)
{
	text_put(text, "digest ");
	if (record->has_digest)
		text_put_hex(text, record->digest, DIGEST_SIZE);
	else
		text_put(text, "-");
	text_put(text, "\n");
}

static void put_usage(struct text *text, const char *key,
		      enum usage_source source, uint64_t value)
{
	text_put(text, key);
	if (source == USAGE_NONE) {
		text_put(text, " -\n");
		return;
	}
	text_put(text, " ");
	text_put_u64(text, value);
	text_put(text, " ");
	text_put(text, source_words[source]);
	text_put(text, "\n");
}

static void put_stream(struct text *text, const char *key,
		       const struct stream_count *count)
{
	text_put(text, key);
	text_put(text, " ");
	text_put_u64(text, count->written);
	if (count->kept == count->written) {
		text_put(text, " whole\n");
	} else {
		text_put(text, " cut ");
		text_put_u64(text, count->kept);
		text_put(text, "\n");
	}
}

size_t record_encode(const struct record *record,
		     char ret_bytes[RECORD_SIZE_MAX])
{
	struct text text;

	text_init(&text, ret_bytes, RECORD_SIZE_MAX);
	fields_put_u64(&text, "gva-record", RECORD_VERSION);
	fields_put_text(&text, "script", record->script);
	put_digest(&text, record);
	fields_put_u64(&text, "sequence", record->sequence);
	fields_put_u64(&text, "attempt", record->attempt);
	text_put(&text, "outcome ");
	outcome_format(&text, record->outcome);
	text_put(&text, "\n");
	fields_put_u64(&text, "started", record->started_s);
	fields_put_u64(&text, "wall-us", record->wall_us);
	put_usage(&text, "cpu-user-us", record->source,
		  record->cpu_user_us);
	put_usage(&text, "cpu-system-us", record->source,
		  record->cpu_system_us);
	put_usage(&text, "memory-peak-kib", record->source,
		  record->memory_peak_kib);
	put_stream(&text, "stdout", &record->output);
	put_stream(&text, "stderr", &record->errors);
	fields_put_text(&text, "note", record->note);
	put_usage(&text, "pids-peak", record->pids_peak ? record->source :
		  USAGE_NONE, record->pids_peak);
	fields_seal(&text);
	return text.length;
}

static int take_digest(struct span *rest, struct record *record)
{
	struct span value;

	if (fields_take(rest, "digest", &value) < 0)
		return -EBADMSG;
	record->has_digest = !span_is(value, "-");
	if (record->has_digest &&
	    span_hex(value, record->digest, DIGEST_SIZE) < 0)
		return -EBADMSG;
	return 0;
}

static int take_outcome(struct span *rest, struct outcome *ret)
{
	struct span value;

	if (fields_take(rest, "outcome", &value) < 0)
		return -EBADMSG;
	return outcome_parse(value, ret) < 0 ? -EBADMSG : 0;
}

static int take_usage(struct span *rest, const char *key,
		      enum usage_source *ret_source, uint64_t *ret)
{
	struct span value, word;

	if (fields_take(rest, key, &value) < 0)
		return -EBADMSG;
	*ret_source = USAGE_NONE;
	if (span_is(value, "-"))
		return 0;
	if (!span_word(&value, &word) || span_u64(word, UINT64_MAX, ret) < 0)
		return -EBADMSG;
	for (int i = USAGE_NONE + 1; i < USAGE_COUNT; i++)
		if (span_is(value, source_words[i]))
			*ret_source = (enum usage_source)i;
	return *ret_source == USAGE_NONE ? -EBADMSG : 0;
}

static int take_all_usage(struct span *rest, struct record *record)
{
	enum usage_source user, system, memory;

	if (take_usage(rest, "cpu-user-us", &user,
		       &record->cpu_user_us) < 0 ||
	    take_usage(rest, "cpu-system-us", &system,
		       &record->cpu_system_us) < 0 ||
	    take_usage(rest, "memory-peak-kib", &memory,
		       &record->memory_peak_kib) < 0)
		return -EBADMSG;
	if (user != system || user != memory)
		return -EBADMSG;
	record->source = user;
	return 0;
}

/* What later writers of version 1 have added; what is not known is skipped. */
static void take_more(struct span rest, struct record *record)
{
	enum usage_source source;
	struct span line;

	do {
		uint64_t pids = 0;

		if (take_usage(&rest, "pids-peak", &source, &pids) == 0 &&
		    source != USAGE_NONE)
			record->pids_peak = pids;
	} while (span_line(&rest, &line));
}

static int take_stream(struct span *rest, const char *key,
		       struct stream_count *ret)
{
	struct span value, word;

	if (fields_take(rest, key, &value) < 0 || !span_word(&value, &word) ||
	    span_u64(word, UINT64_MAX, &ret->written) < 0)
		return -EBADMSG;
	ret->kept = ret->written;
	if (span_is(value, "whole"))
		return 0;
	if (!span_starts(&value, "cut ") || ret->written == 0 ||
	    span_u64(value, ret->written - 1, &ret->kept) < 0)
		return -EBADMSG;
	return 0;
}

static int take_fields(struct span *rest, struct record *record)
{
	if (fields_take_text(rest, "script", record->script,
			     sizeof(record->script)) < 0 ||
	    take_digest(rest, record) < 0 ||
	    fields_take_u64(rest, "sequence", &record->sequence) < 0 ||
	    fields_take_u64(rest, "attempt", &record->attempt) < 0 ||
	    take_outcome(rest, &record->outcome) < 0 ||
	    fields_take_u64(rest, "started", &record->started_s) < 0 ||
	    fields_take_u64(rest, "wall-us", &record->wall_us) < 0 ||
	    take_all_usage(rest, record) < 0 ||
	    take_stream(rest, "stdout", &record->output) < 0 ||
	    take_stream(rest, "stderr", &record->errors) < 0 ||
	    fields_take_text(rest, "note", record->note,
			     sizeof(record->note)) < 0)
		return -EBADMSG;
	return 0;
}

int record_decode(const char *bytes, size_t length, struct record *ret)
{
	struct span rest = { bytes, length };
	struct record record = { 0 };
	uint64_t version;

	if (length >= RECORD_SIZE_MAX ||
	    fields_take_u64(&rest, "gva-record", &version) < 0)
		return -EINVAL;
	if (version != RECORD_VERSION)
		return -EPROTONOSUPPORT;
	if (fields_check((struct span){ bytes, length }) < 0 ||
	    take_fields(&rest, &record) < 0)
		return -EBADMSG;
	take_more(rest, &record);
	*ret = record;
	return 0;
}

static bool is_plain(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' ||
	       byte == '-';
}

void result_name(uint64_t sequence, const char *script,
		 char ret_name[RESULT_NAME_SIZE])
{
	struct text text;

	text_init(&text, ret_name, RESULT_NAME_SIZE);
	text_put_digits(&text, sequence, 4);
	text_put(&text, "-");
	for (size_t i = 0; i < RESULT_STEM_MAX && script[i]; i++)
		text_put_bytes(&text, is_plain(script[i]) ? script + i : "_",
			       1);
}

bool result_name_ok(struct span name)
{
	size_t digits = 0;

	while (digits < name.length && name.bytes[digits] >= '0' &&
	       name.bytes[digits] <= '9')
		digits++;
	if (digits < 4 || digits > 5 || digits + 1 >= name.length ||
	    name.bytes[digits] != '-' ||
	    name.length - digits - 1 > RESULT_STEM_MAX)
		return false;
	for (size_t i = digits + 1; i < name.length; i++)
		if (!is_plain(name.bytes[i]))
			return false;
	return true;
}
