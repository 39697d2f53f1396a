/* SPDX-License-Identifier: MIT */
/* clock: keeps a CPU busy for a number of seconds by the guest's clock, and
 * says when it began and ended, for a host that reads along. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock)
{
	struct timespec time;

	(void)clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 60;
	double start = now(CLOCK_MONOTONIC);
	volatile double work = 0;

	(void)printf("%f\n", now(CLOCK_REALTIME));
	while (now(CLOCK_MONOTONIC) - start < seconds)
		for (int i = 0; i < 10000; i++)
			work = work + i;
	(void)printf("%f\n", now(CLOCK_REALTIME));
	return 0;
}
