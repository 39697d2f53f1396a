/* SPDX-License-Identifier: MIT */
/* view: what a person sees on stderr while a job runs, taken from the lines of
 * PID 1 on the console.  They are news, never proof. */
#ifndef GVA_HOST_MACHINE_VIEW_H
#define GVA_HOST_MACHINE_VIEW_H

#include "contract/text.h"

enum { VIEW_NAME_SIZE = 64 };

struct view {
	bool quiet;    /* nothing at all */
	bool terminal; /* one line that is written over again */
	bool shown;    /* the line stands there now */
	uint64_t start_ns;
	uint64_t planned; /* scripts; 0: not known yet */
	uint64_t sequence; /* of the script that runs */
	char name[VIEW_NAME_SIZE]; /* its name, escaped */
};

void view_start(struct view *view, bool quiet);
/* view_is_panic: whether it is the kernel's word for its own end (Linux
 * kernel/panic.c). */
bool view_is_panic(struct span line);
/* view_take: learns from a line; true when it was news. */
bool view_take(struct view *view, struct span line);
/* view_format: the live line. */
void view_format(const struct view *view, uint64_t now_ns, struct text *text);
/* view_tick: writes the live line anew. */
void view_tick(struct view *view);
/* view_end: takes the live line away. */
void view_end(struct view *view);

#endif
