/* SPDX-License-Identifier: MIT */
#include "init/base/limits.h"
#include "init/base/patience.h"
#include "init/base/traffic.h"
#include "tests/unit/test.h"

static const uint64_t second = 1000000000;

/* Ticks until the end, of a call whose disk moves every `period` ticks (0:
 * never), and whose job's deadline passes after `deadline` ticks; 0: it was
 * still waited for after two days. */
static unsigned ticks(unsigned period, unsigned deadline)
{
	struct patience patience = { 0 };
	struct look look = { .call = 7, .moves = 3 };

	(void)patience_ends(&patience, &look);
	for (unsigned tick = 1; tick <= 172800 / WATCHDOG_TICK_SECONDS; tick++) {
		look.moves += period && tick % period == 0;
		look.late = tick > deadline;
		if (patience_ends(&patience, &look))
			return tick;
	}
	return 0;
}

static void patience_ends_after_20_min_or_a_minute_past_the_deadline(void)
{
	const unsigned never = UINT32_MAX, tick_s = 5;

	CHECK(WATCHDOG_TICK_SECONDS == tick_s);
	/* Nothing moves: 20 minutes. */
	CHECK(ticks(0, never) == 1200 / tick_s);
	/* A disk that answers once in ten minutes, or all the time. */
	CHECK(ticks(600 / tick_s, never) == 0);
	CHECK(ticks(1, never) == 0);
	/* Whatever moves: a minute after the deadline. */
	CHECK(ticks(1, 100) == 100 + 60 / tick_s);
	CHECK(ticks(0, 100) == 100 + 60 / tick_s);
	CHECK(ticks(0, 0) == 60 / tick_s);
}

static void each_call_is_counted_by_itself(void)
{
	struct patience patience = { 0 };
	struct look look = { 0 };
	bool ended = false;

	/* PID 1 rests, or comes back to begin another call. */
	for (int i = 0; i < 1000; i++)
		ended |= patience_ends(&patience, &look);
	for (int i = 1; i < 1000; i++) {
		look.call = (uint64_t)(i / 200 + 1);
		look.late = i % 20 == 0;
		ended |= patience_ends(&patience, &look);
	}
	CHECK(!ended);
	/* What was seen of the call before does not count. */
	look = (struct look){ .call = 9, .late = true };
	for (int i = 0; i < 12; i++)
		ended |= patience_ends(&patience, &look);
	CHECK(!ended && patience_ends(&patience, &look));
}

/* The first whole second behind SIGKILL, which is at 100 s, at which it ends;
 * a disk works until `worked`. */
static unsigned leaves(unsigned worked, unsigned deadline)
{
	struct leaving leaving = {
		.killed_ns = 100 * second,
		.deadline_ns = deadline * second,
	};

	for (unsigned now = 100; now < 100000; now++) {
		if (now <= worked)
			leaving.worked_ns = now * second;
		if (leaving_ends(&leaving, now * second))
			return now - 100;
	}
	return 0;
}

static void leaving_ends_20_s_after_the_last_sight_of_work(void)
{
	CHECK(leaves(0, 90000) == 20);
	CHECK(leaves(100, 90000) == 20);
	CHECK(leaves(110, 90000) == 30);
	CHECK(leaves(300, 90000) == 220);
	CHECK(leaves(99999, 90000) == 1200);
	/* A minute after the deadline, but 20 s in any case. */
	CHECK(leaves(99999, 500) == 460);
	CHECK(leaves(99999, 95) == 55);
	CHECK(leaves(99999, 10) == 20);
	CHECK(leaves(0, 10) == 20);
}

static void requests_done_and_pending_are_counted(void)
{
	static const char idle[] = "      10       11       12       13      "
		"100      101      102      103        0       20       21     "
		"1000     1001     1002     1003    10000    10001\n";
	static const char old[] = "1 2 3 4 5 6 7 8 2 9 10";
	struct traffic_seen seen = { 0 };

	traffic_parse(idle, sizeof(idle) - 1, &seen);
	CHECK(seen.done == 10 + 100 + 1000 + 10000 && !seen.pending);
	traffic_parse(old, sizeof(old) - 1, &seen);
	CHECK(seen.done == 11110 + 1 + 5 && seen.pending);
	traffic_parse(idle, sizeof(idle) - 1, &seen);
	CHECK(seen.pending);
	traffic_parse("", 0, &seen);
	traffic_parse("x -1 \n", 6, &seen);
	CHECK(seen.done == 22226);
}

int main(void)
{
	patience_ends_after_20_min_or_a_minute_past_the_deadline();
	each_call_is_counted_by_itself();
	leaving_ends_20_s_after_the_last_sight_of_work();
	requests_done_and_pending_are_counted();
	return test_end();
}
