/* SPDX-License-Identifier: MIT */
/* program: what Linux makes of a file that is to be executed, by the file's
 * first bytes (fs/binfmt_script.c, fs/binfmt_elf.c).  For both wings: what is
 * packed is warned of with the words that its record would have. */
#ifndef GVA_CONTRACT_PROGRAM_H
#define GVA_CONTRACT_PROGRAM_H

#include <stdbool.h>

#include "contract/text.h"

enum {
	/* Bytes that are looked at; the program headers of what linkers make
	 * and the name of its loader lie within. */
	PROGRAM_HEAD_MAX = 4096,
	/* Linux gives up at so many interpreters of interpreters. */
	PROGRAM_DEPTH_MAX = 5,
};

enum program_kind {
	PROGRAM_NONE,    /* no format that Linux knows */
	PROGRAM_EMPTY,
	PROGRAM_MARKED,  /* a byte order mark, and #! after it */
	PROGRAM_NAMELESS, /* #!, and no interpreter that Linux takes */
	PROGRAM_FOREIGN, /* ELF of another machine, or of 32 bits */
	PROGRAM_OBJECT,  /* ELF that is not to be executed, or damaged */
	PROGRAM_SCRIPT,  /* #! and `needs`, its interpreter */
	PROGRAM_DYNAMIC, /* ELF and `needs`, its loader; empty: not within the
			  * head */
	PROGRAM_STATIC,
};

struct program {
	enum program_kind kind;
	struct span needs; /* in the caller's bytes; a path, may be relative */
};

/* program_parse: `head` is the file from its beginning: all of it, or
 * PROGRAM_HEAD_MAX bytes. */
void program_parse(struct span head, struct program *ret);
/* program_fault: why Linux says ENOEXEC, in words for people; NULL for the
 * three kinds that it takes. */
const char *program_fault(enum program_kind kind);
/* program_refusal: why a name of script-bin is no script, in words for people;
 * of what is a link or a folder, or else may not be executed. */
const char *program_refusal(bool link, bool folder);

#endif
