/* SPDX-License-Identifier: MIT */
#include "init/base/poweroff.h"

#include <stdbool.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/console.h"
#include "init/base/limits.h"
#include "init/base/sys.h"

/* Linux kernel/reboot.c: without ACPI power-off becomes a halt, and a halted
 * machine never ends.  The folder is there only when ACPI is on. */
static bool can_power_off(void)
{
	return access("/sys/firmware/acpi", F_OK) == 0;
}

/* In a child, as the kernel ends the task that calls reboot(2) after it has
 * started the power-off, and the end of PID 1 is a panic; which is better than
 * nothing where no child can be had. */
static void try_reboot(int command)
{
	uint64_t end_ns = clock_passed_ns() + POWEROFF_SECONDS * second_ns;
	pid_t pid = fork();

	if (pid <= 0)
		(void)reboot(command);
	if (pid == 0)
		_exit(1);
	while (clock_passed_ns() < end_ns) {
		struct timespec tick = { 0, 10 * 1000000 };

		(void)nanosleep(&tick, NULL);
	}
}

static void panic_when_hung(const char *seconds)
{
	(void)sys_write_path("/proc/sys/kernel/hung_task_panic", "1\n");
	(void)sys_write_path("/proc/sys/kernel/hung_task_timeout_secs",
			     seconds);
}

/* A panic is a reset that waits for nobody (CONFIG_PANIC_TIMEOUT).  The end of
 * PID 1 is one once its last thread has ended; and where one does not, as it
 * is asleep, that is a hung task. */
static _Noreturn void panic(void)
{
	panic_when_hung("1\n");
	_exit(1);
}

void poweroff_arm(void)
{
	panic_when_hung(ARMED_SECONDS);
}

_Noreturn void poweroff(void)
{
	/* The verdict stays the last line: the kernel has a word of its own
	 * for each of these, at the highest level. */
	console_mute(true);
	if (can_power_off()) {
		try_reboot(RB_POWER_OFF);
		console_mute(false);
		console_note("power off: no effect, trying a reboot");
	}
	try_reboot(RB_AUTOBOOT);
	console_mute(false);
	console_note("reboot: no effect, trying a panic");
	panic();
}
