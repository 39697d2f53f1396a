/* SPDX-License-Identifier: MIT */
#include "host/base/say.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "contract/text.h"

/* Two paths of PATH_MAX and the words around them. */
enum { LINE_SIZE = 2 * 4096 + 512 };
enum { PATIENCE_MS = 1000 };

static const char prefix[] = "gva: ";

/* For run.json, which tells it again. */
static char last_failure[512];

/* Puts the formatted message in `line`, cut where it ends; its length. */
static size_t format_line(char line[LINE_SIZE], const char *format,
			  va_list arguments)
{
	int length = vsnprintf(line, LINE_SIZE, format, arguments);

	if (length < 0)
		return 0;
	return length < LINE_SIZE ? (size_t)length : LINE_SIZE - 1;
}

/* One write, so that lines of two processes do not mix. */
static void say_list(const char *format, va_list arguments)
{
	char line[sizeof(prefix) - 1 + LINE_SIZE];
	size_t length = sizeof(prefix) - 1;
	struct text text;

	text_init(&text, line, sizeof(line));
	text_put(&text, prefix);
	length += format_line(line + length, format, arguments);
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[length++] = '\n'; /* in the place of the NUL */
	/* A terminal that was stopped must not stop us. */
	if (poll(&(struct pollfd){ STDERR_FILENO, POLLOUT, 0 }, 1,
		 PATIENCE_MS) > 0 && write(STDERR_FILENO, line, length) < 0)
		return; /* nobody is left to be told */
}

void say(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say_list(format, arguments);
	va_end(arguments);
}

const char *failure(void)
{
	return last_failure;
}

int fail(enum exit_status status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(last_failure, sizeof(last_failure), format, arguments);
	va_end(arguments);
	va_start(arguments, format);
	say_list(format, arguments);
	va_end(arguments);
	return (int)status;
}
