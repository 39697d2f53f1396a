/* SPDX-License-Identifier: MIT */
/* option_source: the texts that options are read from, cut into key and
 * value: conf files by lines, the kernel's command line by words. */
#include <errno.h>
#include <string.h>

#include "contract/option.h"

static int set_pair(struct options *options, enum origin origin,
		    struct span pair, struct text *why)
{
	const char *equals = memchr(pair.bytes, '=', pair.length);
	struct span key = pair, value;

	if (!equals) {
		text_put(why, "option ");
		text_put_escaped(why, pair.bytes,
				 pair.length < 40 ? pair.length : 40);
		text_put(why, ": no value, wanted: KEY=VALUE");
		return -EINVAL;
	}
	key.length = (size_t)(equals - pair.bytes);
	value.bytes = equals + 1;
	value.length = pair.length - key.length - 1;
	return options_set(options, origin, key, value, why);
}

int options_conf(struct options *options, enum origin origin,
		 struct span bytes, struct text *why)
{
	struct span line;

	for (uint64_t number = 1; span_line(&bytes, &line); number++) {
		struct text reason;
		char reason_bytes[DETAIL_MAX + 1];
		int err;

		if (line.length == 0 || line.bytes[0] == '#')
			continue;
		text_init(&reason, reason_bytes, sizeof(reason_bytes));
		err = set_pair(options, origin, line, &reason);
		if (err < 0) {
			text_put(why, "line ");
			text_put_u64(why, number);
			text_put(why, ": ");
			text_put(why, reason.bytes);
			return err;
		}
	}
	return 0;
}

/* Takes the next word of a kernel command line off `rest`, without the
 * quotes that enclose it or its value (Linux lib/cmdline.c, next_arg). */
static bool next_word(struct span *rest, char *word, size_t size,
		      struct span *ret)
{
	bool quoted = false;
	size_t length = 0;

	while (rest->length > 0 &&
	       (*rest->bytes == ' ' || *rest->bytes == '\n')) {
		rest->bytes++;
		rest->length--;
	}
	if (rest->length == 0)
		return false;
	for (; rest->length > 0; rest->bytes++, rest->length--) {
		char byte = *rest->bytes;

		if (byte == '"')
			quoted = !quoted;
		else if (!quoted && (byte == ' ' || byte == '\n'))
			break;
		else if (length < size)
			word[length++] = byte;
	}
	*ret = (struct span){ word, length };
	return true;
}

int options_command_line(struct options *options, struct span bytes,
			 struct text *why)
{
	/* COMMAND_LINE_SIZE of x86 is 2048; other machines go up to 4096. */
	char storage[4096];
	struct span word;

	while (next_word(&bytes, storage, sizeof(storage), &word)) {
		int err;

		if (!span_starts(&word, "gva."))
			continue;
		err = set_pair(options, ORIGIN_COMMAND_LINE, word, why);
		if (err < 0)
			return err;
	}
	return 0;
}
