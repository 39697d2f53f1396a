/* SPDX-License-Identifier: MIT */
/* progress: what the console says of each script (contract/news.h). */
#ifndef GVA_INIT_OUT_PROGRESS_H
#define GVA_INIT_OUT_PROGRESS_H

#include "contract/record.h"

void progress_plan(uint64_t scripts);
void progress_resume(uint64_t records, uint64_t scripts);
void progress_start(const struct record *record);
/* progress_end: once the record is durable. */
void progress_end(const struct record *record);

#endif
