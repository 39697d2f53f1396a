/* SPDX-License-Identifier: MIT */
/* bench_init: the least that a PID 1 can do, for tests/bench: it ends the
 * machine at once, by power-off, or by a reset where its argument says so. */
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int reset = argc > 1 && strcmp(argv[1], "reset") == 0;

	/* In a child: the kernel ends the task that calls reboot(2), and the
	 * end of PID 1 is a panic. */
	if (fork() <= 0)
		(void)reboot(reset ? RB_AUTOBOOT : RB_POWER_OFF);
	for (;;)
		(void)pause();
}
