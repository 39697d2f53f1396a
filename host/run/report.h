/* SPDX-License-Identifier: MIT */
/* report: what came of a run, to be told. */
#ifndef GVA_HOST_RUN_REPORT_H
#define GVA_HOST_RUN_REPORT_H

#include <time.h>

#include "contract/limits.h"
#include "host/machine/ending.h"
#include "host/results/results.h"

enum stage { STAGE_PACK, STAGE_MACHINE, STAGE_EXTRACT, STAGE_COUNT };

struct report {
	time_t started;
	time_t ended;
	uint64_t stage_ns[STAGE_COUNT]; /* what each took */
	struct image_end image_end;
	struct results results;
	char unread[DETAIL_MAX]; /* what could not be read back, or "" */
	char reason[512];        /* why there was no machine, or "" */
	enum ending ending;
	int exit_status;
};

#endif
