/* SPDX-License-Identifier: MIT */
/* command_line: the words that the guest's kernel is started with. */
#ifndef GVA_HOST_MACHINE_COMMAND_LINE_H
#define GVA_HOST_MACHINE_COMMAND_LINE_H

#include "contract/text.h"

/* COMMAND_LINE_SIZE of Linux on x86, which cuts silently. */
enum { COMMAND_LINE_SIZE = 2048 };

void command_line_add(struct text *line, const char *words);
/* command_line_add_tsc: words in which @TSC_KHZ@ stands for a number. */
void command_line_add_tsc(struct text *line, const char *words, uint64_t khz);
/* command_line_add_option: gva.KEY=VALUE, quoted where it has spaces.
 * -EINVAL: a byte that no quoting lets through; use job.conf. */
int command_line_add_option(struct text *line, struct span key,
			    struct span value);

#endif
