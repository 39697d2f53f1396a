/* SPDX-License-Identifier: MIT */
/* console: the bytes of the guest's serial console: cut into lines, and kept
 * in a file of bounded size.  The guest may write anything there. */
#ifndef GVA_HOST_MACHINE_CONSOLE_H
#define GVA_HOST_MACHINE_CONSOLE_H

#include "contract/text.h"

enum {
	/* A longer line is cut; PID 1 stays below 1000 bytes. */
	CONSOLE_LINE_MAX = 1024,
	/* What the file holds at most: its beginning and its end. */
	CONSOLE_HEAD = 512 * 1024,
	CONSOLE_TAIL = 512 * 1024,
};

struct console {
	int fd;         /* of the file */
	int error;      /* the first that writing it met, negative */
	uint64_t total; /* bytes that the guest wrote */
	size_t line_length;
	char line[CONSOLE_LINE_MAX];
	char tail[CONSOLE_TAIL]; /* a ring of the last bytes */
};

/* console_open: makes the file at `path`; -errno. */
int console_open(struct console *console, const char *path);
/* console_next: takes bytes off `input` until a line is whole: then true, and
 * `ret_line` holds it (until the next call) without its line end. */
bool console_next(struct console *console, struct span *input,
		  struct span *ret_line);
/* console_keep: bytes for the file. */
void console_keep(struct console *console, struct span bytes);
/* console_close: writes the end into the file.  -errno: it is not whole. */
int console_close(struct console *console);
/* console_last: the last lines, escaped, each with `prefix` in front and a
 * newline after; the console may be closed. */
void console_last(const struct console *console, size_t lines,
		  const char *prefix, struct text *text);

#endif
