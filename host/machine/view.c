/* SPDX-License-Identifier: MIT */
#include "host/machine/view.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/news.h"
#include "host/base/clock.h"

void view_start(struct view *view, bool quiet)
{
	const char *kind = getenv("TERM");

	memset(view, 0, sizeof(*view));
	view->quiet = quiet;
	view->terminal = isatty(STDERR_FILENO) && kind &&
			 strcmp(kind, "dumb") != 0;
	view->start_ns = clock_ns();
}

bool view_is_panic(struct span line)
{
	return news_skip_time(&line) &&
	       span_starts(&line, "Kernel panic - not syncing");
}

static void learn_script(struct view *view, const struct news *news)
{
	struct text name;

	view->sequence = news->sequence;
	text_init(&name, view->name, sizeof(view->name));
	/* Byte by byte: a long name is cut rather than dropped. */
	for (size_t i = 0; i < news->text.length; i++)
		text_put_escaped(&name, news->text.bytes + i, 1);
}

static void learn(struct view *view, struct span line)
{
	struct news news;

	if (news_decode(line, &news) < 0)
		return;
	if (news.kind == NEWS_START)
		learn_script(view, &news);
	else if (news.kind == NEWS_PLAN)
		view->planned = news.scripts;
}

/* A terminal that was stopped must not stop us, who keep the deadlines; what
 * is not shown now is old the next time. */
static bool can_show(void)
{
	struct pollfd errors = { STDERR_FILENO, POLLOUT, 0 };

	return poll(&errors, 1, 0) > 0;
}

bool view_take(struct view *view, struct span line)
{
	struct span news;

	if (!news_line(line, &news))
		return false;
	learn(view, news);
	if (view->quiet || !can_show())
		return true;
	if (view->terminal) {
		view_tick(view);
	} else {
		char bytes[4 * 1024 + 1];
		struct text text;

		text_init(&text, bytes, sizeof(bytes));
		text_put_escaped(&text, news.bytes, news.length);
		(void)fprintf(stderr, NEWS_PREFIX "%s\n", bytes);
	}
	return true;
}

void view_format(const struct view *view, uint64_t now_ns, struct text *text)
{
	text_put_u64(text, (now_ns - view->start_ns) / 1000000000);
	text_put(text, " s: ");
	if (view->sequence == 0) {
		text_put(text, "starting");
		return;
	}
	text_put(text, "script ");
	text_put_u64(text, view->sequence);
	/* Scripts may queue more than were planned. */
	if (view->planned >= view->sequence) {
		text_put(text, " of ");
		text_put_u64(text, view->planned);
	}
	text_put(text, ": ");
	text_put(text, view->name);
}

void view_tick(struct view *view)
{
	char bytes[160];
	struct text text;

	if (view->quiet || !view->terminal || !can_show())
		return;
	text_init(&text, bytes, sizeof(bytes));
	view_format(view, clock_ns(), &text);
	/* \r and "erase to the end of the line"; all but a few terminals of
	 * today have 80 columns or more. */
	(void)fprintf(stderr, "\r%.79s\033[K", bytes);
	view->shown = true;
}

void view_end(struct view *view)
{
	if (view->shown && can_show())
		(void)fprintf(stderr, "\r\033[K");
	view->shown = false;
}
