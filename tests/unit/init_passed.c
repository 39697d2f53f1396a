/* SPDX-License-Identifier: MIT */
/* What PID 1 takes for the time that passed, of a machine whose two clocks are
 * made here: the real-time clock is right but for what is set. */
#include <stdbool.h>

#include "init/base/passed.h"
#include "tests/unit/test.h"

static const uint64_t second = 1000000000;

struct machine {
	uint64_t real_ns;      /* passed, since the boot */
	uint64_t clock_ns;     /* what the kernel's clock shows */
	int64_t set_s;         /* by how much the real-time clock was set */
	struct passed passed;
};

static struct clocks look_at(const struct machine *machine, uint64_t took_ns)
{
	return (struct clocks){
		.before_ns = machine->clock_ns,
		.second_s = (uint64_t)(1764000000 + machine->set_s) +
			    machine->real_ns / second,
		.after_ns = machine->clock_ns + took_ns,
	};
}

static struct machine boot(uint64_t real_ns)
{
	struct machine machine = { .real_ns = real_ns, .clock_ns = 123456789 };
	struct clocks clocks = look_at(&machine, 1000);

	passed_start(&machine.passed, &clocks);
	return machine;
}

/* The clock runs at `rate` hundredths for a time that passes, and is looked at
 * every 0.7 s of it. */
static void run(struct machine *machine, uint64_t seconds, uint64_t rate)
{
	const uint64_t step = 700000000;

	for (uint64_t at = 0; at < seconds * second; at += step) {
		struct clocks clocks;

		machine->real_ns += step;
		machine->clock_ns += step / 100 * rate;
		clocks = look_at(machine, 1000000);
		passed_look(&machine->passed, &clocks);
	}
}

/* The error of what PID 1 takes for the time since `start`, in ns. */
static int64_t error_ns(const struct machine *start,
			const struct machine *machine)
{
	uint64_t taken = machine->clock_ns - machine->passed.ahead_ns -
			 start->clock_ns + start->passed.ahead_ns;

	return (int64_t)(taken - (machine->real_ns - start->real_ns));
}

static bool right(const struct machine *start, const struct machine *machine)
{
	int64_t error = error_ns(start, machine), limit = (int64_t)second;

	return error > -limit / 100 && error < 2 * limit + limit / 100;
}

static void a_fast_clock_is_set_right(void)
{
	static const uint64_t rates[] = { 100, 101, 105, 150, 500, 5000 };

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++)
		for (uint64_t phase = 0; phase < second; phase += second / 7) {
			struct machine start = boot(3 * second + phase);
			struct machine machine = start;

			run(&machine, 600, rates[i]);
			CHECK(right(&start, &machine));
			if (rates[i] == 100)
				CHECK(machine.passed.ahead_ns == 0);
			/* And on, with a clock that is right again. */
			start = machine;
			run(&machine, 600, 100);
			CHECK(error_ns(&start, &machine) <= 0 &&
			      error_ns(&start, &machine) > -2010000000);
		}
}

static void a_jump_of_the_clock_is_taken_off(void)
{
	struct machine start = boot(second), machine = start;

	run(&machine, 10, 100);
	machine.clock_ns += 43 * second;
	run(&machine, 10, 100);
	CHECK(right(&start, &machine));
}

/* A slow clock is not made faster: it may be the machine that stood still. */
static void a_slow_clock_is_no_credit_for_a_fast_one(void)
{
	struct machine machine = boot(second);

	run(&machine, 100, 50);
	CHECK(machine.passed.ahead_ns == 0);
	/* But it is no credit for a fast one. */
	run(&machine, 100, 500);
	CHECK(machine.passed.ahead_ns > 398 * second);
}

/* The host's time is set, by hours or by less than the time between looks. */
static void setting_the_host_clock_costs_a_second_at_most(void)
{
	static const int64_t sets[] = { 3600, -3600, 86400, -86400, 5, -5 };

	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		struct machine start = boot(second), machine = start;

		run(&machine, 100, 100);
		machine.set_s += sets[i];
		run(&machine, 100, 100);
		CHECK(machine.passed.ahead_ns <= second);
		start = machine;
		run(&machine, 100, 400);
		CHECK(right(&start, &machine));
	}
}

/* A look that took long, as the host had no time for it. */
static void a_look_that_takes_long_is_no_time_ahead(void)
{
	struct machine machine = boot(second);

	run(&machine, 10, 100);
	for (int i = 0; i < 20; i++) {
		struct clocks clocks = look_at(&machine, 0);
		bool early = i % 2;

		/* The real-time clock is read at the beginning or at the end. */
		machine.real_ns += 7 * second;
		machine.clock_ns += 7 * second;
		if (!early)
			clocks.second_s = look_at(&machine, 0).second_s;
		clocks.after_ns = machine.clock_ns;
		passed_look(&machine.passed, &clocks);
	}
	CHECK(machine.passed.ahead_ns == 0);
}

int main(void)
{
	a_fast_clock_is_set_right();
	a_jump_of_the_clock_is_taken_off();
	a_slow_clock_is_no_credit_for_a_fast_one();
	setting_the_host_clock_costs_a_second_at_most();
	a_look_that_takes_long_is_no_time_ahead();
	return test_end();
}
