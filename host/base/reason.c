/* SPDX-License-Identifier: MIT */
#include "host/base/reason.h"

#include <stdarg.h>
#include <stdio.h>

struct text *reason_init(struct reason *reason)
{
	text_init(&reason->text, reason->bytes, sizeof(reason->bytes));
	return &reason->text;
}

int explain(struct text *why, int err, const char *format, ...)
{
	char line[REASON_SIZE];
	va_list arguments;
	int count;
	size_t length;

	va_start(arguments, format);
	count = vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	length = count < 0 ? 0 : (size_t)count;
	if (length >= sizeof(line))
		length = sizeof(line) - 1;
	if (length >= why->size)
		length = why->size - 1;
	text_init(why, why->bytes, why->size);
	text_put_bytes(why, line, length);
	return err;
}
