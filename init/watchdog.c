/* SPDX-License-Identifier: MIT */
#include "init/watchdog.h"

#include <poll.h>
#include <stddef.h>
#include <unistd.h>

#include "init/boot.h"
#include "init/patience.h"
#include "init/poweroff.h"
#include "init/sys.h"
#include "init/verdict.h"

/* What `busy` holds beside the number of a call. */
static const uint64_t resting = 0, taken_over = UINT64_MAX;

static bool hangs(const struct boot *boot, struct patience *patience)
{
	const struct watchdog *watchdog = &boot->watchdog;
	uint64_t deadline_ns = atomic_load(&watchdog->deadline_ns);
	const struct look look = {
		.call = atomic_load(&watchdog->busy),
		.moves = atomic_load(&watchdog->steps) +
			 traffic_look(&boot->traffic).done,
		.late = deadline_ns && sys_clock_ns() >= deadline_ns,
	};

	return patience_ends(patience, &look);
}

static void *watch(void *argument)
{
	struct boot *boot = argument;
	struct patience patience = { 0 };
	uint64_t call;

	do {
		while (!hangs(boot, &patience))
			(void)poll(NULL, 0, WATCHDOG_TICK_SECONDS * 1000);
		call = patience.call;
		/* PID 1 may have come back at this very moment. */
	} while (!atomic_compare_exchange_strong(&boot->watchdog.busy, &call,
						 taken_over));
	poweroff_arm();
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

void watchdog_step(struct boot *boot)
{
	(void)atomic_fetch_add(&boot->watchdog.steps, 1);
}

void watchdog_rest(struct boot *boot)
{
	say(boot, resting);
}
