/* SPDX-License-Identifier: MIT */
/* console: lines for people, through the kernel's log.  The kernel writes them
 * to the serial console by polling with a bound for each byte, so that a
 * console that nobody reads slows PID 1 but never blocks it; a write to
 * /dev/console would. */
#ifndef GVA_INIT_BASE_CONSOLE_H
#define GVA_INIT_BASE_CONSOLE_H

#include "contract/text.h"

/* console_open: once /dev is mounted; lines go to stderr before that, and
 * where there is no /dev/kmsg. */
void console_open(void);
/* console_say: one line, NEWS_PREFIX in front, newline after; `line` must be
 * printable.  What is longer than NEWS_LINE_MAX is cut. */
void console_say(const struct text *line);
/* console_note: the same for a fixed text. */
void console_note(const char *line);
/* console_mute: whether the kernel's log stays off the console. */
void console_mute(bool mute);

#endif
