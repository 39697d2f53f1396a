/* SPDX-License-Identifier: MIT */
/* marker: what attempts were begun, in the files of contract/marker.h.
 *
 * Scripts cannot reach them.  So what was begun and has no record is known by
 * its marker, whatever the script did to its own file: also when it put itself
 * back into script-bin. */
#ifndef GVA_INIT_OUT_MARKER_H
#define GVA_INIT_OUT_MARKER_H

#include <stdint.h>

#include "contract/record.h"

/* marker_write: before the script is taken, by this one of the image's boots;
 * not durable yet; -errno. */
int marker_write(int out_fd, const struct record *record, uint64_t boots);
/* marker_taken: after that; not durable yet; -errno. */
int marker_taken(int out_fd, const struct record *record);

struct marker {
	uint64_t attempt; /* the highest with a whole marker; 0: none */
	char script[SCRIPT_NAME_MAX + 1]; /* of that one */
	/* There is a marker that is not whole, or has not got its name, of a
	 * result that would have this one: as markers are made whole before
	 * exec, its attempt was not begun, but its script may have been taken.
	 * "": there is none. */
	char torn[RESULT_NAME_SIZE];
};

/* marker_find: those of one sequence number; -errno. */
int marker_find(int out_fd, uint64_t sequence, struct marker *ret);

#endif
