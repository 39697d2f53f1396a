/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "host/base/limits.h"
#include "tests/unit/test.h"

static const uint64_t second = 1000000000;

static void cpu_limit_is_seen(void)
{
	CHECK(limits_cpu_ended(SIGXCPU, 0, UINT64_MAX));
	CHECK(limits_cpu_ended(SIGXCPU | 0x80, 0, 4));
	CHECK(limits_cpu_ended(SIGKILL, 4 * second, 4));
	CHECK(limits_cpu_ended(SIGKILL, 5 * second, 4));
}

static void another_end_is_not_taken_for_it(void)
{
	CHECK(!limits_cpu_ended(0, 4 * second, 4));
	CHECK(!limits_cpu_ended(1 << 8, 4 * second, 4));
	CHECK(!limits_cpu_ended(SIGKILL, 3 * second, 4));
	CHECK(!limits_cpu_ended(SIGKILL, 4 * second, UINT64_MAX));
	CHECK(!limits_cpu_ended(SIGTERM, 4 * second, 4));
}

int main(void)
{
	cpu_limit_is_seen();
	another_end_is_not_taken_for_it();
	return test_end();
}
