/* SPDX-License-Identifier: MIT */
#include "contain.h"

#include <errno.h>
#include <sys/sysinfo.h>

#include "cgroup.h"

/* Of the machine's memory, for PID 1 and the kernel: enough to write a record
 * and to power off while a script fills all that it may have. */
enum { RESERVE_BYTES = 16 << 20, RESERVE_FRACTION = 16 };

static uint64_t machine_bytes(void)
{
	struct sysinfo info;

	(void)sysinfo(&info); /* it cannot fail with a good address */
	return (uint64_t)info.totalram * info.mem_unit;
}

static uint64_t memory_limit(const struct boot *boot)
{
	uint64_t asked = boot->options.values[OPTION_MEMORY];
	uint64_t total = machine_bytes();
	uint64_t reserve = RESERVE_BYTES + total / RESERVE_FRACTION;
	uint64_t most = total > 2 * reserve ? total - reserve : total / 2;

	return asked && asked < most ? asked : most;
}

int contain_open(struct boot *boot)
{
	int err = cgroup_mount();

	boot->has_cgroups = err == 0;
	if (err < 0 &&
	    boot->options.values[OPTION_PRIVILEGE] == PRIVILEGE_CONTAINED)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "mount cgroups", err);
	return 0;
}

int contain_cgroup(const struct boot *boot)
{
	const struct cgroup_limits limits = {
		.memory = memory_limit(boot),
		.pids = boot->options.values[OPTION_PIDS],
	};

	return boot->has_cgroups ? cgroup_make(&limits) : -ENOENT;
}

uint64_t contain_tmp_bytes(const struct boot *boot)
{
	uint64_t asked = boot->options.values[OPTION_TMP];

	return asked ? asked : memory_limit(boot) / 2;
}
