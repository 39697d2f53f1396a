/* SPDX-License-Identifier: MIT */
/* judge: whether a state keeps the promises: what was told or flushed is
 * there, whole; and nothing claims more. */
#ifndef GVA_TESTS_CRASH_JUDGE_H
#define GVA_TESTS_CRASH_JUDGE_H

#include "tests/crash/found.h"
#include "tests/crash/fsck.h"
#include "tests/crash/log.h"
#include "tests/crash/report.h"
#include "tests/crash/states.h"
#include "tests/crash/told.h"

struct judge {
	const struct log *log;
	struct told told;
	bool faulty; /* the disk itself may have failed */
	struct report report;
	struct scratch scratch;
	/* Of the state that was looked at last. */
	struct found found;
	struct found_status status;
	/* Names of results; a set of them is a bit for each. */
	char names[64][TREE_NAME_SIZE];
	size_t names_count;
	/* The complete records of each prefix, by its length. */
	uint64_t *prefixes;
};

/* judge_prefix: `disk` is that of the first `cut` entries.  To be called for
 * each cut in turn, from 0. */
int judge_prefix(struct judge *judge, const struct image *disk, size_t cut);
/* judge_random: `disk` is that of the state's durable entries. */
int judge_random(struct judge *judge, const struct image *disk,
		 const struct state *state);
/* judge_image: `disk` is what a machine left that has ended. */
int judge_image(struct judge *judge, const struct image *disk);

#endif
