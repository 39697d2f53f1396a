/* SPDX-License-Identifier: MIT */
#include "contract/machine.h"
#include "tests/unit/test.h"

enum { CPUS = 255 };

static const uint64_t mib = 1 << 20;

/* What a kernel takes for itself before it hands memory out: measured, with
 * some more (tests/vm/memory.sh boots the real one). */
static uint64_t handed_out(uint64_t memory, uint64_t cpus)
{
	return memory - 9 * mib - cpus * mib / 2;
}

static void known_machines_keep_known_amounts(void)
{
	CHECK(machine_least(1) == 32 * mib);
	CHECK(machine_least(8) > 33 * mib && machine_least(16) > 36 * mib);
	/* One processor and plenty: a sixteenth and 16 MiB. */
	CHECK(machine_kept(512 * mib, 1) == 48 * mib);
	CHECK(machine_kept(16 * mib, 1) == 8 * mib);
	CHECK(machine_kept(512 * mib, 9) > machine_kept(512 * mib, 1));
	CHECK(machine_kept(0, 1) == 0 && machine_kept(mib, 64) == mib);
	CHECK(machine_kept(512 * mib, 0) == machine_kept(512 * mib, 1));
}

/* A machine that the host takes is one that the guest takes: what is left for
 * scripts is enough for a shell. */
static void what_the_host_asks_for_is_enough_for_the_guest(void)
{
	for (uint64_t cpus = 1; cpus <= CPUS; cpus++) {
		uint64_t least = machine_least(cpus);
		uint64_t total = handed_out(least, cpus);

		CHECK(least % mib == 0);
		CHECK(machine_kept(total, cpus) + 5 * mib <= total);
		CHECK(machine_least(cpus + 1) >= least);
		CHECK(machine_kept(total, cpus + 1) >=
		      machine_kept(total, cpus));
	}
}

static void no_more_is_kept_than_there_is(void)
{
	for (uint64_t total = 0; total < 4096 * mib; total += 7 * mib + 1)
		for (uint64_t cpus = 1; cpus <= CPUS; cpus += 9)
			CHECK(machine_kept(total, cpus) <= total);
	CHECK(machine_kept(UINT64_MAX, CPUS) < UINT64_MAX);
}

int main(void)
{
	known_machines_keep_known_amounts();
	what_the_host_asks_for_is_enough_for_the_guest();
	no_more_is_kept_than_there_is();
	return test_end();
}
