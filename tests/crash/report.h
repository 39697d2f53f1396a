/* SPDX-License-Identifier: MIT */
/* report: what is wrong with the states, counted by kind. */
#ifndef GVA_TESTS_CRASH_REPORT_H
#define GVA_TESTS_CRASH_REPORT_H

#include <stdbool.h>

enum fault {
	FAULT_TORN,     /* a record that is not complete */
	FAULT_LOST,     /* a record that was told or flushed is not there */
	FAULT_DAMAGED,  /* the file system is not clean after its repair */
	FAULT_SHRUNK,   /* a later prefix has not all records of an earlier */
	FAULT_STATUS,   /* the status block claims more than there is, or
			   other things than were told */
	FAULT_FILES,    /* a record is there, what its script left is not */
	FAULT_UNMARKED, /* a script had effects before it could have any */
	FAULT_TWICE,    /* two records of one script */
	FAULT_COUNT,
};

enum group {
	GROUP_PREFIX,    /* all writes up to the cut */
	GROUP_WHOLE,     /* some of the unflushed ones are missing */
	GROUP_TORN_512,  /* and some are there in part, by sectors */
	GROUP_TORN_4096, /* or by blocks */
	GROUP_IMAGE,     /* the disk that a machine left */
	GROUP_COUNT,
};

struct report {
	/* The state that is looked at: its kind, and its name for people. */
	enum group group;
	char state[96];
	bool verbose; /* all faults on stderr, not the first few */
	unsigned printed;
	unsigned states[GROUP_COUNT];
	unsigned repaired[GROUP_COUNT]; /* no mount, but e2fsck -fy helps */
	unsigned counts[GROUP_COUNT][FAULT_COUNT];
};

/* report_state: begins a state. */
void report_state(struct report *report, enum group group);
void report_fault(struct report *report, enum fault fault, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));
/* report_print: to stdout, a line for each group that has states: its name,
 * and "WORD=COUNT" of the rest; gives the sum of all faults. */
unsigned report_print(const struct report *report);

#endif
