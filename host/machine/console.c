/* SPDX-License-Identifier: MIT */
#include "host/machine/console.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"

/* Of each of the last lines, for people; the file has it all. */
enum { SHOWN_MAX = 200 };

int console_open(struct console *console, const char *path)
{
	console->error = 0;
	console->total = 0;
	console->line_length = 0;
	console->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			   0666);
	return console->fd < 0 ? -errno : 0;
}

bool console_next(struct console *console, struct span *input,
		  struct span *ret_line)
{
	while (input->length > 0) {
		char byte = *input->bytes++;

		input->length--;
		if (byte == '\n') {
			*ret_line = (struct span){ console->line,
						   console->line_length };
			console->line_length = 0;
			return true;
		}
		/* The serial port puts \r before \n. */
		if (byte != '\r' && console->line_length < CONSOLE_LINE_MAX)
			console->line[console->line_length++] = byte;
	}
	return false;
}

static void put(struct console *console, const char *bytes, size_t length)
{
	if (console->error == 0)
		console->error = file_write_all(console->fd, bytes, length);
}

static void keep_tail(struct console *console, struct span bytes)
{
	size_t at = (size_t)(console->total % CONSOLE_TAIL);

	for (size_t i = 0; i < bytes.length; i++) {
		console->tail[at] = bytes.bytes[i];
		at = at + 1 == CONSOLE_TAIL ? 0 : at + 1;
	}
}

void console_keep(struct console *console, struct span bytes)
{
	size_t head = 0;

	if (console->total < CONSOLE_HEAD)
		head = CONSOLE_HEAD - (size_t)console->total;
	if (head > bytes.length)
		head = bytes.length;
	put(console, bytes.bytes, head);
	keep_tail(console, bytes);
	console->total += bytes.length;
}

/* The last `length` bytes, at most CONSOLE_TAIL, in the ring's two parts. */
static void tail_parts(const struct console *console, size_t length,
		       struct span ret_parts[2])
{
	size_t end = (size_t)(console->total % CONSOLE_TAIL);
	size_t second = length < end ? length : end;
	size_t first = length - second;

	ret_parts[0] = (struct span){
		console->tail + CONSOLE_TAIL - first, first
	};
	ret_parts[1] = (struct span){ console->tail + end - second, second };
}

int console_close(struct console *console)
{
	struct span parts[2];
	uint64_t rest = 0, left_out = 0;

	if (console->total > CONSOLE_HEAD)
		rest = console->total - CONSOLE_HEAD;
	if (rest > CONSOLE_TAIL) {
		char line[64];
		int length;

		left_out = rest - CONSOLE_TAIL;
		rest = CONSOLE_TAIL;
		length = snprintf(line, sizeof(line), "\n[%llu bytes left "
				  "out]\n", (unsigned long long)left_out);
		put(console, line, (size_t)length);
	}
	tail_parts(console, (size_t)rest, parts);
	put(console, parts[0].bytes, parts[0].length);
	put(console, parts[1].bytes, parts[1].length);
	if (close(console->fd) < 0 && console->error == 0)
		console->error = -errno;
	return console->error;
}

void console_last(const struct console *console, size_t lines,
		  const char *prefix, struct text *text)
{
	char bytes[4096];
	size_t length = console->total < sizeof(bytes) ?
		(size_t)console->total : sizeof(bytes);
	struct span parts[2], rest, line;
	size_t start;

	tail_parts(console, length, parts);
	memcpy(bytes, parts[0].bytes, parts[0].length);
	memcpy(bytes + parts[0].length, parts[1].bytes, parts[1].length);
	while (length > 0 && (bytes[length - 1] == '\n' ||
			      bytes[length - 1] == '\r'))
		length--;
	for (start = length; start > 0; start--)
		if (bytes[start - 1] == '\n' && --lines == 0)
			break;
	rest = (struct span){ bytes + start, length - start };
	while (span_line(&rest, &line)) {
		if (line.length > 0 && line.bytes[line.length - 1] == '\r')
			line.length--;
		if (line.length > SHOWN_MAX)
			line.length = SHOWN_MAX;
		text_put(text, prefix);
		text_put_escaped(text, line.bytes, line.length);
		text_put(text, "\n");
	}
}
