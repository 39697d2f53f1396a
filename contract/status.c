/* SPDX-License-Identifier: MIT */
#include "contract/status.h"

#include <errno.h>
#include <string.h>

#include "contract/digest.h"
#include "contract/fields.h"
#include "contract/news.h"

static const char *const state_words[STATE_COUNT] = {
	[STATE_NOT_RUN] = "not-run",
	[STATE_RUNNING] = "running",
	[STATE_ENDED] = "ended",
};

static const char magic[] = "gva-status ";

const char *status_state_word(enum status_state state)
{
	return state_words[state];
}

void status_news(struct text *text, const struct status *status)
{
	bool ended = status->state == STATE_ENDED;
	char detail[4 * DETAIL_MAX + 1];
	struct text escaped;

	text_init(&escaped, detail, sizeof(detail));
	text_put_escaped(&escaped, status->detail, strlen(status->detail));
	news_encode(text, &(struct news){
		.kind = NEWS_STATUS,
		.word = span_of(ended ? verdict_word(status->verdict) :
				state_words[status->state]),
		.scripts = status->scripts,
		.failed = status->failed,
		.text = { escaped.bytes, escaped.length },
	});
}

void status_line(struct text *text, const struct status *status)
{
	text_put(text, NEWS_PREFIX);
	status_news(text, status);
}

void status_encode(const struct status *status,
		   char ret_block[STATUS_BLOCK_SIZE])
{
	char bytes[STATUS_BLOCK_SIZE + 1];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	status_line(&text, status);
	text_put(&text, "\n");
	fields_put_u64(&text, "gva-status", STATUS_VERSION);
	fields_put_text(&text, "job", status->job);
	fields_put_text(&text, "instance", status->instance);
	fields_put_u64(&text, "boots", status->boots);
	fields_put_text(&text, "state", state_words[status->state]);
	fields_put_text(&text, "verdict", status->state == STATE_ENDED ?
			verdict_word(status->verdict) : "");
	fields_put_u64(&text, "scripts", status->scripts);
	fields_put_u64(&text, "failed", status->failed);
	fields_put_text(&text, "clock", status->clock);
	fields_put_text(&text, "detail", status->detail);
	fields_put_u64(&text, "planned", status->planned);
	fields_put_u64(&text, "resumed", status->resumed);
	fields_put_u64(&text, "repaired", status->repaired);
	identity_put(&text, &status->identity);
	fields_seal(&text);
	memset(ret_block, '\n', STATUS_BLOCK_SIZE);
	memcpy(ret_block, bytes, text.length);
}

static int take_state(struct span *rest, enum status_state *ret)
{
	struct span value;

	if (fields_take(rest, "state", &value) < 0)
		return -EBADMSG;
	for (int i = 0; i < STATE_COUNT; i++)
		if (span_is(value, state_words[i])) {
			*ret = (enum status_state)i;
			return 0;
		}
	return -EBADMSG;
}

static int take_verdict(struct span *rest, struct status *status)
{
	struct span value;

	if (fields_take(rest, "verdict", &value) < 0)
		return -EBADMSG;
	if (status->state != STATE_ENDED)
		return span_is(value, "-") ? 0 : -EBADMSG;
	return verdict_parse(value, &status->verdict) < 0 ? -EBADMSG : 0;
}

static int take_fields(struct span *rest, struct status *status)
{
	if (fields_take_text(rest, "job", status->job,
			     sizeof(status->job)) < 0 ||
	    fields_take_text(rest, "instance", status->instance,
			     sizeof(status->instance)) < 0 ||
	    fields_take_u64(rest, "boots", &status->boots) < 0 ||
	    take_state(rest, &status->state) < 0 ||
	    take_verdict(rest, status) < 0 ||
	    fields_take_u64(rest, "scripts", &status->scripts) < 0 ||
	    fields_take_u64(rest, "failed", &status->failed) < 0 ||
	    fields_take_text(rest, "clock", status->clock,
			     sizeof(status->clock)) < 0 ||
	    fields_take_text(rest, "detail", status->detail,
			     sizeof(status->detail)) < 0)
		return -EBADMSG;
	return 0;
}

/* What later writers of version 1 have added, and what still later ones will
 * have: that is skipped. */
static void take_more(struct span rest, struct status *status)
{
	struct span line;

	do {
		(void)fields_take_u64(&rest, "planned", &status->planned);
		(void)fields_take_u64(&rest, "resumed", &status->resumed);
		(void)fields_take_u64(&rest, "repaired", &status->repaired);
		while (identity_take(&rest, &status->identity))
			;
	} while (span_line(&rest, &line));
}

static void name_identity(struct status *status)
{
	struct identity *identity = &status->identity;

	/* conf comes with the names that conf files may give. */
	identity->any_instance = !identity->conf[0];
	if (!identity->app[0])
		return;
	memcpy(identity->job, status->job, sizeof(identity->job));
	memcpy(identity->instance, status->instance,
	       sizeof(identity->instance));
}

int status_decode(const char block[STATUS_BLOCK_SIZE], struct status *ret)
{
	struct span sealed = { block, STATUS_BLOCK_SIZE };
	struct span rest = sealed, line;
	struct status status = { 0 };
	uint64_t version;

	/* All of the newlines after it but its own are padding. */
	while (sealed.length > 1 && block[sealed.length - 2] == '\n')
		sealed.length--;
	if (!span_line(&rest, &line) || !span_line(&rest, &line) ||
	    !span_starts(&line, magic))
		return -ENOENT;
	if (span_u64(line, UINT32_MAX, &version) < 0)
		return -EBADMSG;
	if (version != STATUS_VERSION)
		return -EPROTONOSUPPORT;
	if (fields_check(sealed) < 0 || take_fields(&rest, &status) < 0)
		return -EBADMSG;
	take_more(rest, &status);
	name_identity(&status);
	*ret = status;
	return 0;
}
