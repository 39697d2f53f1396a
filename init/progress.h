/* SPDX-License-Identifier: MIT */
/* progress: what the console says of each script, for people and for a live
 * view.  Nothing is decided by these lines. */
#ifndef GVA_INIT_PROGRESS_H
#define GVA_INIT_PROGRESS_H

#include "contract/record.h"

/* progress_plan: "plan scripts=3". */
void progress_plan(uint64_t scripts);
/* progress_resume: "resume done=2 scripts=3". */
void progress_resume(uint64_t records, uint64_t scripts);
/* progress_start: "start 1 10-count". */
void progress_start(const struct record *record);
/* progress_end: "end 1 exited 0 1.234s 10-count"; the record is durable. */
void progress_end(const struct record *record);

#endif
