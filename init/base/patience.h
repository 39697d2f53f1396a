/* SPDX-License-Identifier: MIT */
/* patience: how long a kernel or a disk that does not come back is waited for.
 * Pure: what was seen comes in, whether to give up goes out.
 *
 * A disk that answers, however slowly, moves: then a wait goes on.  What moves
 * for ever ends with the job, whose deadline is never infinite. */
#ifndef GVA_INIT_BASE_PATIENCE_H
#define GVA_INIT_BASE_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

/* What has been seen of one call of PID 1; the number of a call is never 0,
 * which stands for none. */
struct patience {
	uint64_t call;
	uint64_t moves;
	unsigned quiet_ticks; /* since PID 1 or a disk moved last */
	unsigned late_ticks;  /* of this call, after the job's deadline */
};

/* One look, every WATCHDOG_TICK_SECONDS. */
struct look {
	uint64_t call;
	uint64_t moves; /* any change: PID 1, or a disk, got something done */
	bool late;      /* the job's deadline has passed */
};

/* patience_ends: whether this look at a call is the last one: nothing moved in
 * WATCHDOG_SECONDS of looks, or it took WATCHDOG_LATE_SECONDS of them after
 * the deadline, whatever moves.  Looks are counted, as the clock goes on in a
 * machine that stands still. */
bool patience_ends(struct patience *patience, const struct look *look);

/* Processes that SIGKILL has not ended yet.  Nanoseconds of one clock. */
struct leaving {
	uint64_t killed_ns;
	uint64_t worked_ns;   /* a disk was last seen at work; 0: never */
	uint64_t deadline_ns; /* of the job */
};

/* leaving_ends: whether what is left by now stays for good.  They have
 * STUCK_SECONDS, from SIGKILL and from the last sight of a disk at work; but
 * after WATCHDOG_SECONDS, or WATCHDOG_LATE_SECONDS after the deadline, the
 * first of these alone. */
bool leaving_ends(const struct leaving *leaving, uint64_t now_ns);

#endif
