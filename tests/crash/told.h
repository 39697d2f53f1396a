/* SPDX-License-Identifier: MIT */
/* told: what the guest said on its console, and how far the log of its disk
 * was by then.  A line of the file that tests/crash/record makes is the size
 * of the log when the line came, a space, and the line:
 *
 *	387072 gva: end 1 exited 0 0.105s 10-one
 *	1161728 gva: done scripts=3 failed=0
 */
#ifndef GVA_TESTS_CRASH_TOLD_H
#define GVA_TESTS_CRASH_TOLD_H

#include "contract/outcome.h"
#include "tests/crash/log.h"

enum { TOLD_MAX = 256 };

struct told_line {
	size_t at;         /* entries that the log had */
	uint64_t sequence; /* of the script that has ended; 0: the verdict */
	enum verdict verdict;
};

struct told {
	struct told_line lines[TOLD_MAX];
	size_t count;
};

/* told_read: the ends and verdicts among the lines of a file. */
int told_read(const char *path, const struct log *log, struct told *ret);

#endif
