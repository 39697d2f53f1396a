/* SPDX-License-Identifier: MIT */
#include "init/base/watchdog.h"

#include <poll.h>
#include <stddef.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/limits.h"
#include "init/base/patience.h"
#include "init/base/poweroff.h"

/* What `busy` holds beside the number of a call. */
static const uint64_t resting = 0, taken_over = UINT64_MAX;

static bool hangs(const struct watchdog *watchdog, struct patience *patience)
{
	uint64_t deadline_ns = atomic_load(&watchdog->deadline_ns);
	const struct look look = {
		.call = atomic_load(&watchdog->busy),
		.moves = atomic_load(&watchdog->steps) +
			 traffic_look(watchdog->traffic).done,
		.late = deadline_ns && clock_passed_ns() >= deadline_ns,
	};

	return patience_ends(patience, &look);
}

static void *watch(void *argument)
{
	struct watchdog *watchdog = argument;
	struct patience patience = { 0 };
	uint64_t call;

	do {
		while (!hangs(watchdog, &patience))
			(void)poll(NULL, 0, WATCHDOG_TICK_SECONDS * 1000);
		call = patience.call;
		/* PID 1 may have come back at this very moment. */
	} while (!atomic_compare_exchange_strong(&watchdog->busy, &call,
						 taken_over));
	poweroff_arm();
	watchdog->give_up(watchdog->argument);
	poweroff();
}

void watchdog_start(struct watchdog *watchdog, const struct traffic *traffic,
		    void (*give_up)(void *argument), void *argument)
{
	watchdog->traffic = traffic;
	watchdog->give_up = give_up;
	watchdog->argument = argument;
	watchdog_busy(watchdog);
	watchdog->runs = thread_start(&watchdog->thread, watch, watchdog) == 0;
}

void watchdog_deadline(struct watchdog *watchdog, uint64_t deadline_ns)
{
	atomic_store(&watchdog->deadline_ns, deadline_ns);
}

static void say(struct watchdog *watchdog, uint64_t what)
{
	if (atomic_exchange(&watchdog->busy, what) != taken_over)
		return;
	/* Whatever PID 1 wanted to do comes too late. */
	atomic_store(&watchdog->busy, taken_over);
	for (;;)
		(void)pause();
}

void watchdog_busy(struct watchdog *watchdog)
{
	say(watchdog, ++watchdog->calls);
}

void watchdog_step(struct watchdog *watchdog)
{
	(void)atomic_fetch_add(&watchdog->steps, 1);
}

void watchdog_rest(struct watchdog *watchdog)
{
	say(watchdog, resting);
}
