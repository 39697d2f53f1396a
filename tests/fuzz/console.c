/* SPDX-License-Identifier: MIT */
/* The guest's console: how the bytes are cut does not change the lines, none
 * of which is too long or holds another. */
#include <string.h>

#include "host/machine/console.h"
#include "tests/fuzz/fuzz.h"

enum { LINES_SIZE = 1 << 20 };

static void take(struct console *console, struct span input,
		 struct text *lines)
{
	struct span line;

	while (console_next(console, &input, &line)) {
		MUST(line.length <= CONSOLE_LINE_MAX);
		MUST(!memchr(line.bytes, '\n', line.length));
		text_put_bytes(lines, line.bytes, line.length);
		text_put(lines, "\n");
	}
	MUST(input.length == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct console whole, pieces;
	static char of_whole[LINES_SIZE], of_pieces[LINES_SIZE];
	const char *given = (const char *)bytes;
	struct text one, other;

	whole.line_length = pieces.line_length = 0;
	text_init(&one, of_whole, sizeof(of_whole));
	text_init(&other, of_pieces, sizeof(of_pieces));
	take(&whole, (struct span){ given, length }, &one);
	for (size_t i = 0; i < length; i++)
		take(&pieces, (struct span){ given + i, 1 }, &other);
	MUST(one.length == other.length);
	MUST(memcmp(of_whole, of_pieces, one.length) == 0);
	return 0;
}
