/* SPDX-License-Identifier: MIT */
#include "init/machine/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/sys.h"
#include "init/process/leftover.h"

static const char host_name[] = "gva";
static const char clock_source[] =
	"/sys/devices/system/clocksource/clocksource0/current_clocksource";

/* Another kernel may have none of them: they bound waits and lengths, and
 * are no part of a job's surroundings. */
static void tune_kernel(void)
{
	static const char *const settings[][2] = {
		/* kernel-config/watch.config */
		{ "/proc/sys/kernel/max_rcu_stall_to_panic", "5\n" },
		{ "/proc/sys/kernel/panic_on_rcu_stall", "1\n" },
		/* What a sync has to write at most, on a slow disk too; the
		 * default is a share of memory, which can be gigabytes. */
		{ "/proc/sys/vm/dirty_background_bytes", "16777216\n" },
		{ "/proc/sys/vm/dirty_bytes", "67108864\n" },
		/* How long the path may be that an overlay notes of what was
		 * moved: with the default of 256 no script of a long name can
		 * be moved out of script-bin. */
		{ "/sys/module/overlay/parameters/redirect_max", "2048\n" },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		(void)sys_write_path(settings[i][0], settings[i][1]);
}

int guest_system(struct ending *ending, bool watched)
{
	tune_kernel();
	if (watched)
		(void)sys_write_path("/proc/sys/kernel/hung_task_timeout_secs",
				     "0\n");
	if (sethostname(host_name, sizeof(host_name) - 1) < 0)
		return ending_fail_errno(ending, VERDICT_APPLIANCE_ERROR,
					 "set host name", -errno);
	return 0;
}

bool guest_counts_files(void)
{
	uint64_t before = leftover_open();
	int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	uint64_t more = leftover_open();

	if (fd < 0)
		return false;
	(void)close(fd); /* it was not even read */
	return before > 0 && more == before + 1 && leftover_open() == before;
}

void guest_clock(struct status *status)
{
	uint64_t ahead_s = clock_ahead_ns() / second_ns;
	char name[CLOCK_NAME_MAX];
	struct span rest = { name, 0 }, line = { "", 0 };
	struct text text;

	(void)sys_read_path(AT_FDCWD, clock_source, name, sizeof(name),
			    &rest.length);
	(void)span_line(&rest, &line); /* nothing is read: nothing is named */
	text_init(&text, status->clock, sizeof(status->clock));
	text_put_bytes(&text, line.bytes, line.length);
	if (ahead_s == 0)
		return;
	text_put(&text, "+");
	text_put_u64(&text, ahead_s);
	text_put(&text, "s");
}
