/* SPDX-License-Identifier: MIT */
#include "watchdog.h"

#include <poll.h>
#include <stddef.h>
#include <unistd.h>

#include "boot.h"
#include "poweroff.h"
#include "sys.h"
#include "verdict.h"

/* What `busy` holds beside the number of a call. */
static const uint64_t resting = 0, taken_over = UINT64_MAX;

/* What has been seen of one call. */
struct seen {
	uint64_t call;
	unsigned ticks;      /* since */
	unsigned late_ticks; /* of these, behind the job's deadline */
};

static bool hangs(struct seen *seen, const struct watchdog *watchdog)
{
	uint64_t call = atomic_load(&watchdog->busy);
	uint64_t deadline_ns = atomic_load(&watchdog->deadline_ns);

	if (call == resting || call != seen->call) {
		*seen = (struct seen){ .call = call };
		return false;
	}
	seen->ticks++;
	seen->late_ticks += deadline_ns && sys_clock_ns() >= deadline_ns;
	return seen->ticks >= WATCHDOG_SECONDS / WATCHDOG_TICK_SECONDS ||
	       seen->late_ticks >=
	       WATCHDOG_LATE_SECONDS / WATCHDOG_TICK_SECONDS;
}

static void *watch(void *argument)
{
	struct boot *boot = argument;
	struct seen seen = { resting, 0, 0 };
	uint64_t call;

	do {
		while (!hangs(&seen, &boot->watchdog))
			(void)poll(NULL, 0, WATCHDOG_TICK_SECONDS * 1000);
		call = seen.call;
		/* PID 1 may have come back at this very moment. */
	} while (!atomic_compare_exchange_strong(&boot->watchdog.busy, &call,
						 taken_over));
	verdict_give_up(boot);
	poweroff();
}

void watchdog_start(struct boot *boot)
{
	watchdog_busy(boot);
	boot->watchdog.runs = thread_start(&boot->watchdog.thread, watch,
					   boot) == 0;
}

static void say(struct boot *boot, uint64_t what)
{
	struct watchdog *watchdog = &boot->watchdog;

	atomic_store(&watchdog->deadline_ns, boot->deadline_ns);
	if (atomic_exchange(&watchdog->busy, what) != taken_over)
		return;
	/* Whatever PID 1 wanted to do comes too late. */
	atomic_store(&watchdog->busy, taken_over);
	for (;;)
		(void)pause();
}

void watchdog_busy(struct boot *boot)
{
	say(boot, ++boot->watchdog.calls);
}

void watchdog_rest(struct boot *boot)
{
	say(boot, resting);
}
