/* SPDX-License-Identifier: MIT */
/* console: lines for people, through the kernel's log.  The kernel writes them
 * to the serial console by polling with a bound for each byte, so that a
 * console that nobody reads slows PID 1 but never blocks it; a write to
 * /dev/console would (facts of tty(4): the port's buffer fills up). */
#ifndef GVA_INIT_CONSOLE_H
#define GVA_INIT_CONSOLE_H

#include "../contract/text.h"

/* console_open: once /dev is mounted; before, lines go to stderr. */
void console_open(void);
/* console_say: one line, "gva: " in front, newline behind; `line` must be
 * printable.  Longer than 900 bytes is cut (LOG_LINE_MAX of the kernel). */
void console_say(const struct text *line);
/* console_note: the same for a fixed text. */
void console_note(const char *line);

#endif
