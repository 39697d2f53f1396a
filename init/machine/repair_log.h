/* SPDX-License-Identifier: MIT */
/* repair_log: what e2fsck says that it mended, by `-E problem_log` (e2fsprogs
 * 1.44.4): lines as
 *
 *	<problem code="0x050006" answer="1" fixed="1"/>
 *
 * with the codes of e2fsprogs e2fsck/problem.h.  Names of a hostile file
 * system may stand in them; they can add problems, not take any away. */
#ifndef GVA_INIT_MACHINE_REPAIR_LOG_H
#define GVA_INIT_MACHINE_REPAIR_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct repair_log {
	/* Bytes seen of the two texts that are looked for. */
	size_t tail, problem;
	unsigned digits; /* of a code that are still to come */
	uint32_t code;
	bool whole;      /* it came to its end */
	bool took;       /* something that is more than a count */
	uint32_t first;  /* the code of that */
};

void repair_log_take(struct repair_log *log, const char *bytes, size_t length);
/* repair_log_harmless: the log is whole, and has nothing but counts, bitmaps and
 * the replay of a journal: no file, name or byte of content was touched, and
 * nothing was found to be in use that no file has. */
bool repair_log_harmless(const struct repair_log *log);

#endif
