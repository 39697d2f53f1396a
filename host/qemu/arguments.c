/* SPDX-License-Identifier: MIT */
#include "host/qemu/arguments.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void arguments_add(struct arguments *arguments, const char *format, ...)
{
	va_list values;
	char *argument;

	if (arguments->count == ARGUMENTS_MAX) {
		arguments->failed = true;
		return;
	}
	va_start(values, format);
	if (vasprintf(&argument, format, values) < 0)
		arguments->failed = true;
	else
		arguments->list[arguments->count++] = argument;
	va_end(values);
}

void arguments_free(struct arguments *arguments)
{
	for (size_t i = 0; i < arguments->count; i++)
		free(arguments->list[i]);
	*arguments = (struct arguments){ 0 };
}
