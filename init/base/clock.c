/* SPDX-License-Identifier: MIT */
#include "init/base/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

#include "contract/text.h"
#include "init/base/passed.h"

static const char real_time[] = "/sys/class/rtc/rtc0/since_epoch";

/* At file scope, as every wait of PID 1 asks for the time. */
static struct {
	bool there;          /* set before there are threads that ask */
	int fd;              /* of the real-time clock */
	atomic_flag looking; /* one thread at a time; another goes without */
	struct passed passed;
	_Atomic uint64_t looked_ns;
	_Atomic uint64_t ahead_ns;
	_Atomic uint64_t told_ns; /* the latest time that was told */
} known = { .looking = ATOMIC_FLAG_INIT };

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail on Linux */
	return (uint64_t)now.tv_sec * second_ns + (uint64_t)now.tv_nsec;
}

static bool read_clocks(struct clocks *ret)
{
	char bytes[32];
	ssize_t length;

	ret->before_ns = monotonic_ns();
	length = pread(known.fd, bytes, sizeof(bytes), 0);
	ret->after_ns = monotonic_ns();
	return length > 1 &&
	       span_u64((struct span){ bytes, (size_t)length - 1 }, UINT32_MAX,
			&ret->second_s) == 0;
}

void clock_start(void)
{
	struct clocks clocks;

	known.fd = open(real_time, O_RDONLY | O_CLOEXEC);
	if (known.fd < 0 || !read_clocks(&clocks))
		return;
	passed_start(&known.passed, &clocks);
	atomic_store(&known.looked_ns, clocks.after_ns);
	known.there = true;
}

static void look(void)
{
	struct clocks clocks;

	if (atomic_flag_test_and_set(&known.looking))
		return;
	if (read_clocks(&clocks)) {
		passed_look(&known.passed, &clocks);
		atomic_store(&known.ahead_ns, known.passed.ahead_ns);
		atomic_store(&known.looked_ns, clocks.after_ns);
	}
	atomic_flag_clear(&known.looking);
}

uint64_t clock_passed_ns(void)
{
	uint64_t now_ns = monotonic_ns();
	uint64_t told_ns = atomic_load(&known.told_ns);

	if (known.there && now_ns >= atomic_load(&known.looked_ns) + second_ns)
		look();
	now_ns -= atomic_load(&known.ahead_ns);
	/* What was told before its fault was seen stands until time is there. */
	while (told_ns < now_ns &&
	       !atomic_compare_exchange_weak(&known.told_ns, &told_ns, now_ns))
		;
	return told_ns > now_ns ? told_ns : now_ns;
}

int clock_left_ms(uint64_t until_ns)
{
	uint64_t now_ns = clock_passed_ns(), left_ms;

	if (now_ns >= until_ns)
		return 0;
	left_ms = (until_ns - now_ns) / 1000000 + 1;
	return left_ms > 3600 * 1000 ? 3600 * 1000 : (int)left_ms;
}

uint64_t clock_ahead_ns(void)
{
	return atomic_load(&known.ahead_ns);
}
