/* SPDX-License-Identifier: MIT */
#include "contract/news.h"

#include <errno.h>
#include <string.h>

static void put_number(struct text *text, const char *key, uint64_t number)
{
	text_put(text, key);
	text_put_u64(text, number);
}

static void put_span(struct text *text, const char *before, struct span span)
{
	text_put(text, before);
	text_put_bytes(text, span.bytes, span.length);
}

static void put_end(struct text *text, const struct news *news)
{
	put_number(text, "end ", news->sequence);
	text_put(text, " ");
	outcome_format(text, news->outcome);
	put_number(text, " ", news->wall_ms / 1000);
	text_put(text, ".");
	text_put_digits(text, news->wall_ms % 1000, 3);
	put_span(text, "s ", news->text);
}

static void put_status(struct text *text, const struct news *news)
{
	put_span(text, "", news->word);
	put_number(text, " scripts=", news->scripts);
	put_number(text, " failed=", news->failed);
	if (news->text.length > 0)
		put_span(text, ": ", news->text);
}

void news_encode(struct text *text, const struct news *news)
{
	switch (news->kind) {
	case NEWS_PLAN:
		put_number(text, "plan scripts=", news->scripts);
		return;
	case NEWS_RESUME:
		put_number(text, "resume done=", news->done);
		put_number(text, " scripts=", news->scripts);
		return;
	case NEWS_START:
		put_number(text, "start ", news->sequence);
		put_span(text, " ", news->text);
		return;
	case NEWS_END:
		put_end(text, news);
		return;
	case NEWS_STATUS:
		put_status(text, news);
		return;
	}
}

/* `key` and the digits after it, off `rest`. */
static bool take_number(struct span *rest, const char *key, uint64_t max,
			uint64_t *ret)
{
	struct span digits;

	if (!span_starts(rest, key))
		return false;
	digits = (struct span){ rest->bytes, 0 };
	while (digits.length < rest->length &&
	       digits.bytes[digits.length] >= '0' &&
	       digits.bytes[digits.length] <= '9')
		digits.length++;
	rest->bytes += digits.length;
	rest->length -= digits.length;
	return span_u64(digits, max, ret) == 0;
}

static bool take_count(struct span *rest, const char *key, uint64_t *ret)
{
	return take_number(rest, key, NEWS_SCRIPTS_MAX, ret);
}

static bool take_start(struct span rest, struct news *news)
{
	news->kind = NEWS_START;
	if (!take_count(&rest, "start ", &news->sequence))
		return false;
	/* A name may be cut, or be missing. */
	if (rest.length > 0 && !span_starts(&rest, " "))
		return false;
	news->text = rest;
	return true;
}

/* "1.234s NAME" */
static bool take_time(struct span rest, struct news *news)
{
	uint64_t seconds, ms;
	size_t before;

	if (!take_number(&rest, "", UINT64_MAX / 1000 - 1, &seconds))
		return false;
	before = rest.length;
	if (!take_number(&rest, ".", 999, &ms) ||
	    before - rest.length != strlen(".234") ||
	    !span_starts(&rest, "s "))
		return false;
	news->wall_ms = seconds * 1000 + ms;
	news->text = rest;
	return true;
}

/* An outcome is of one to three words, and a time comes after it. */
static bool take_end(struct span rest, struct news *news)
{
	struct span outcome, word;

	news->kind = NEWS_END;
	if (!take_count(&rest, "end ", &news->sequence) ||
	    !span_starts(&rest, " "))
		return false;
	outcome.bytes = rest.bytes;
	for (int words = 1; words <= 3 && span_word(&rest, &word); words++) {
		outcome.length = (size_t)(word.bytes - outcome.bytes) +
				 word.length;
		if (outcome_parse(outcome, &news->outcome) == 0 &&
		    take_time(rest, news))
			return true;
	}
	return false;
}

static bool take_status(struct span rest, struct news *news)
{
	news->kind = NEWS_STATUS;
	news->word.bytes = rest.bytes;
	while (rest.length > 0 &&
	       (*rest.bytes == '-' ||
		(*rest.bytes >= 'a' && *rest.bytes <= 'z'))) {
		rest.bytes++;
		rest.length--;
		news->word.length++;
	}
	if (news->word.length == 0 ||
	    !take_count(&rest, " scripts=", &news->scripts) ||
	    !take_count(&rest, " failed=", &news->failed))
		return false;
	if (rest.length > 0 && (!span_starts(&rest, ": ") || rest.length == 0))
		return false;
	news->text = rest;
	return true;
}

static bool take_plan(struct span rest, struct news *news)
{
	news->kind = NEWS_PLAN;
	return take_count(&rest, "plan scripts=", &news->scripts) &&
	       rest.length == 0;
}

static bool take_resume(struct span rest, struct news *news)
{
	news->kind = NEWS_RESUME;
	return take_count(&rest, "resume done=", &news->done) &&
	       take_count(&rest, " scripts=", &news->scripts) &&
	       rest.length == 0;
}

int news_decode(struct span line, struct news *ret)
{
	static bool (*const kinds[])(struct span, struct news *) = {
		take_plan, take_resume, take_start, take_end, take_status,
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct news news = { .kind = NEWS_PLAN };

		if (kinds[i](line, &news)) {
			*ret = news;
			return 0;
		}
	}
	return -EINVAL;
}

bool news_skip_time(struct span *line)
{
	const char *end;

	if (line->length == 0 || line->bytes[0] != '[')
		return true;
	end = memchr(line->bytes, ']', line->length);
	if (!end)
		return false;
	line->length -= (size_t)(end + 1 - line->bytes);
	line->bytes = end + 1;
	(void)span_starts(line, " ");
	return true;
}

bool news_line(struct span line, struct span *ret_news)
{
	if (!news_skip_time(&line) || !span_starts(&line, NEWS_PREFIX))
		return false;
	*ret_news = line;
	return true;
}
