/* SPDX-License-Identifier: MIT */
/* arguments: a command line that is being built for execv(3). */
#ifndef GVA_HOST_QEMU_ARGUMENTS_H
#define GVA_HOST_QEMU_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

enum { ARGUMENTS_MAX = 96 };

struct arguments {
	size_t count;
	char *list[ARGUMENTS_MAX + 1]; /* owned; ends with NULL */
	bool failed; /* no memory, or more than ARGUMENTS_MAX */
};

void arguments_add(struct arguments *arguments, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void arguments_free(struct arguments *arguments);

#endif
