/* SPDX-License-Identifier: MIT */
#include "init/out/progress.h"

#include <string.h>

#include "contract/news.h"
#include "init/base/console.h"

static void say(const struct news *news)
{
	/* The console cuts a line that is longer. */
	char bytes[4 * SCRIPT_NAME_MAX + 128];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	news_encode(&text, news);
	console_say(&text);
}

void progress_plan(uint64_t scripts)
{
	say(&(struct news){ .kind = NEWS_PLAN, .scripts = scripts });
}

void progress_resume(uint64_t records, uint64_t scripts)
{
	say(&(struct news){
		.kind = NEWS_RESUME,
		.done = records,
		.scripts = scripts,
	});
}

/* What is told of the script itself. */
static void say_script(struct news news, const struct record *record)
{
	char name[4 * SCRIPT_NAME_MAX + 1];
	struct text text;

	text_init(&text, name, sizeof(name));
	text_put_escaped(&text, record->script, strlen(record->script));
	news.sequence = record->sequence;
	news.text = (struct span){ text.bytes, text.length };
	say(&news);
}

void progress_start(const struct record *record)
{
	say_script((struct news){ .kind = NEWS_START }, record);
}

void progress_end(const struct record *record)
{
	say_script((struct news){
		.kind = NEWS_END,
		.outcome = record->outcome,
		.wall_ms = record->wall_us / 1000,
	}, record);
}
