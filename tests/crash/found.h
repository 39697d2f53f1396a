/* SPDX-License-Identifier: MIT */
/* found: what is on the disk of a state after its repair.
 *
 * The scripts of the jobs (tests/crash/jobs) write what can be checked: line
 * N of a stream is "NAME STREAM 00000N", and the same many lines of a third
 * stream, `output`, go to /out/NAME.output.  Before all else a script adds
 * "run\n" to /out/NAME.runs. */
#ifndef GVA_TESTS_CRASH_FOUND_H
#define GVA_TESTS_CRASH_FOUND_H

#include "contract/record.h"
#include "contract/status.h"
#include "tests/crash/image.h"
#include "tests/crash/report.h"
#include "tests/crash/tree.h"

struct found_result {
	char folder[TREE_NAME_SIZE];
	bool complete;
	struct record record; /* of a complete one */
};

struct found {
	struct found_result results[TREE_NAMES_MAX];
	size_t count;
	size_t failed; /* of the complete ones */
};

struct found_status {
	int err; /* of status_decode() */
	struct status status;
	bool needs_recovery; /* the file system, as it lies there */
};

/* found_read: the records of the file system in the file at `path`, and what
 * is wrong with it.  -EIO: it cannot be read at all. */
int found_read(const char *path, struct report *report, struct found *ret);
/* found_read_status: before any repair. */
void found_read_status(const struct image *image, struct found_status *ret);
/* found_sequence: the complete result of this number; NULL: none. */
const struct found_result *found_sequence(const struct found *found,
					  uint64_t sequence);

#endif
