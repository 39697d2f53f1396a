/* SPDX-License-Identifier: MIT */
#include "init/progress.h"

#include <string.h>

#include "init/console.h"

/* Room for a script's name of 255 bytes that is escaped throughout is not
 * needed: the console cuts long lines. */
enum { LINE_SIZE = 4 * SCRIPT_NAME_MAX + 128 };

static void put_name(struct text *text, const struct record *record)
{
	text_put_escaped(text, record->script, strlen(record->script));
}

void progress_plan(uint64_t scripts)
{
	char bytes[LINE_SIZE];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "plan scripts=");
	text_put_u64(&text, scripts);
	console_say(&text);
}

void progress_resume(uint64_t records, uint64_t scripts)
{
	char bytes[LINE_SIZE];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "resume done=");
	text_put_u64(&text, records);
	text_put(&text, " scripts=");
	text_put_u64(&text, scripts);
	console_say(&text);
}

void progress_start(const struct record *record)
{
	char bytes[LINE_SIZE];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "start ");
	text_put_u64(&text, record->sequence);
	text_put(&text, " ");
	put_name(&text, record);
	console_say(&text);
}

void progress_end(const struct record *record)
{
	char bytes[LINE_SIZE];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "end ");
	text_put_u64(&text, record->sequence);
	text_put(&text, " ");
	outcome_format(&text, record->outcome);
	text_put(&text, " ");
	text_put_u64(&text, record->wall_us / 1000000);
	text_put(&text, ".");
	text_put_digits(&text, record->wall_us / 1000 % 1000, 3);
	text_put(&text, "s ");
	put_name(&text, record);
	console_say(&text);
}
