/* SPDX-License-Identifier: MIT */
#include "host/machine/command_line.h"

#include <errno.h>
#include <string.h>

void command_line_add(struct text *line, const char *words)
{
	if (!words[0])
		return;
	if (line->length > 0)
		text_put(line, " ");
	text_put(line, words);
}

void command_line_add_tsc(struct text *line, const char *words, uint64_t khz)
{
	static const char mark[] = "@TSC_KHZ@";
	const char *at;

	if (line->length > 0 && words[0])
		text_put(line, " ");
	while ((at = strstr(words, mark))) {
		text_put_bytes(line, words, (size_t)(at - words));
		text_put_u64(line, khz);
		words = at + sizeof(mark) - 1;
	}
	text_put(line, words);
}

int command_line_add_option(struct text *line, struct span key,
			    struct span value)
{
	const char *quote = memchr(value.bytes, ' ', value.length) ? "\"" : "";

	for (size_t i = 0; i < value.length; i++)
		if (value.bytes[i] < ' ' || value.bytes[i] == '"' ||
		    value.bytes[i] == '\x7f')
			return -EINVAL;
	command_line_add(line, "gva.");
	text_put_bytes(line, key.bytes, key.length);
	text_put(line, "=");
	text_put(line, quote);
	text_put_bytes(line, value.bytes, value.length);
	text_put(line, quote);
	return 0;
}
