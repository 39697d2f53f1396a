/* SPDX-License-Identifier: MIT */
/* capture: one output stream of a script, from a pipe into a file, with a cap.
 * Above the cap, or when the disk is full, the beginning and the last 64 KiB
 * are kept, with a line between them that says how many bytes are missing; the
 * script is never held up, and never sees an error. */
#ifndef GVA_INIT_PROCESS_CAPTURE_H
#define GVA_INIT_PROCESS_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "contract/record.h"
#include "init/process/relay.h"
#include "init/process/tail.h"

struct capture {
	struct relay relay;
	int pipe; /* our end, non-blocking; -1 once it is at its end */
	int file;
	int error; /* -errno of the first write to the file that failed */
	bool full; /* the disk is; no error, but room must be made for the end */
	uint64_t head_max; /* bytes that go to the file as they come */
	uint64_t written;
	struct tail tail; /* of what came after these */
};

/* capture_open: makes the pipe; the script's end goes to `ret_end`.  A script,
 * or whoever has that end, never makes any call below wait. */
int capture_open(struct capture *capture, int file, uint64_t cap,
		 int *ret_end);
/* capture_release: the script has its end, or will never be: it is no longer
 * the caller's. */
void capture_release(struct capture *capture);
/* capture_drain: takes what the pipe holds.  False when it is at its end. */
bool capture_drain(struct capture *capture);
/* capture_finish: takes all there is until the end; false when the deadline
 * comes first (CLOCK_MONOTONIC). */
bool capture_finish(struct capture *capture, uint64_t deadline_ns);
/* capture_close: writes what is left and closes all.  -errno of the first
 * write that failed. */
int capture_close(struct capture *capture, struct stream_count *ret_count);

#endif
