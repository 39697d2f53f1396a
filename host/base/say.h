/* SPDX-License-Identifier: MIT */
/* say: what `gva` tells people on stderr.  Form: "gva: verb object: reason". */
#ifndef GVA_HOST_BASE_SAY_H
#define GVA_HOST_BASE_SAY_H

#include "host/base/exit_status.h"

/* say: one line on stderr, "gva: " in front, a newline at the end.  Control bytes
 * become "?"; names that come out of an image are escaped by the caller. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* fail: says it and gives `status` back, for `return fail(...)`. */
int fail(enum exit_status status, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* failure: what fail() said last, cut to a line, or "". */
const char *failure(void);

#endif
