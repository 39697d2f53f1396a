/* SPDX-License-Identifier: MIT */
/* Room: what becomes durable on the out image, in which order.
 *
 * out: the out image while a job writes to it. */
#ifndef GVA_INIT_OUT_OUT_H
#define GVA_INIT_OUT_OUT_H

#include "contract/record.h"
#include "init/base/ending.h"
#include "init/base/limits.h"
#include "init/base/watchdog.h"

/* Written, but not yet durable: neither told nor counted. */
struct untold {
	struct record records[UNTOLD_MAX];
	size_t count;
	uint64_t failed; /* of these */
	bool remarks; /* some of them are not yet in results/ */
};

struct out {
	int fd;      /* root of the out role, or -1 */
	int data_fd; /* /data, where scripts may write to it, or -1 */
	struct untold untold;
	struct ending *ending; /* whose counts are those of the records */
	struct watchdog *watchdog;
};

#endif
