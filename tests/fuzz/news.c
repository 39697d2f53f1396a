/* SPDX-License-Identifier: MIT */
/* A line of the console: news that are taken say the same when they are
 * written again. */
#include <string.h>

#include "contract/news.h"
#include "tests/fuzz/fuzz.h"

static void try_news(struct span line)
{
	static char first[1 << 17], second[1 << 17];
	struct news news, again;
	struct text one, other;

	if (line.length > sizeof(first) / 2 || news_decode(line, &news) < 0)
		return;
	text_init(&one, first, sizeof(first));
	news_encode(&one, &news);
	MUST(news_decode((struct span){ first, one.length }, &again) == 0);
	MUST(news.kind == again.kind);
	MUST(news.text.length == again.text.length);
	text_init(&other, second, sizeof(second));
	news_encode(&other, &again);
	MUST(!one.cut && one.length == other.length);
	MUST(memcmp(first, second, one.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct span line = { (const char *)bytes, length }, news;

	try_news(line);
	if (news_line(line, &news))
		try_news(news);
	return 0;
}
