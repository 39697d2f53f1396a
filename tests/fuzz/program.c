/* SPDX-License-Identifier: MIT */
/* The first bytes of a file that is to be executed: one kind, and what it
 * needs lies within them. */
#include <string.h>

#include "contract/program.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	/* Its own bytes, so that a read behind them is seen. */
	char *head = malloc(length ? length : 1);
	struct program program;

	MUST(head != NULL);
	if (length > 0)
		memcpy(head, bytes, length);
	program_parse((struct span){ head, length }, &program);
	MUST((program_fault(program.kind) == NULL) ==
	     (program.kind == PROGRAM_SCRIPT ||
	      program.kind == PROGRAM_DYNAMIC ||
	      program.kind == PROGRAM_STATIC));
	MUST(program.needs.length == 0 ||
	     (program.needs.bytes >= head &&
	      program.needs.bytes + program.needs.length <= head + length));
	MUST(!memchr(program.needs.bytes, '\0', program.needs.length));
	MUST(program.kind != PROGRAM_SCRIPT || program.needs.length > 0);
	MUST(program.needs.length == 0 || program.kind == PROGRAM_SCRIPT ||
	     program.kind == PROGRAM_DYNAMIC);
	free(head);
	return 0;
}
