/* SPDX-License-Identifier: MIT */
/* news: the lines of PID 1 on the console that tell how far the job is, for
 * people and for a live view.  They are news, never proof: nothing is decided
 * by them.  "gva: " stands in front of each:
 *
 *	plan scripts=3
 *	resume done=2 scripts=3         a boot that goes on
 *	start 1 10-count
 *	end 1 exited 0 1.234s 10-count  its record is durable
 *	done scripts=3 failed=0         verdict or state, ": " and a detail
 *
 * Names and details are escaped (text.h); they end where the console cut the
 * line. */
#ifndef GVA_CONTRACT_NEWS_H
#define GVA_CONTRACT_NEWS_H

#include "contract/outcome.h"
#include "contract/text.h"

#define NEWS_PREFIX "gva: "

enum {
	/* A line without prefix and newline, in bytes: the kernel's log cuts
	 * what is longer than LOG_LINE_MAX (Linux kernel/printk). */
	NEWS_LINE_MAX = 900,
	/* Scripts, and their sequence numbers, that are taken. */
	NEWS_SCRIPTS_MAX = 1000000,
};

enum news_kind {
	NEWS_PLAN,   /* scripts */
	NEWS_RESUME, /* done, scripts */
	NEWS_START,  /* sequence, text */
	NEWS_END,    /* sequence, outcome, wall_ms, text */
	NEWS_STATUS, /* word, scripts, failed, text */
};

struct news {
	enum news_kind kind;
	uint64_t scripts;
	uint64_t done;
	uint64_t failed;
	uint64_t sequence;
	struct outcome outcome;
	uint64_t wall_ms;
	struct span word; /* of a verdict, or of a status_state */
	struct span text; /* name of the script, or detail; escaped */
};

/* news_encode: adds the line, without prefix and newline, to `text`. */
void news_encode(struct text *text, const struct news *news);
/* news_decode: from such a line; the spans of `ret` are parts of it.
 * -EINVAL: another line of PID 1, or a number above its limit. */
int news_decode(struct span line, struct news *ret);

/* news_skip_time: some kernels put the time in front of a line of their log:
 * "[    1.234567] gva: ...".  False: it has no end. */
bool news_skip_time(struct span *line);
/* news_line: what stands after the prefix of a console line that PID 1 wrote,
 * with or without a time in front.  False: it is no such line. */
bool news_line(struct span line, struct span *ret_news);

#endif
