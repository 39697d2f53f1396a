/* SPDX-License-Identifier: MIT */
#include "init/job/contain.h"

#include <errno.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "contract/machine.h"
#include "init/machine/guest.h"
#include "init/process/cgroup.h"

/* A script with less could not even be started. */
enum { LEAST_BYTES = 4 << 20 };

static uint64_t machine_bytes(void)
{
	struct sysinfo info;

	(void)sysinfo(&info); /* it cannot fail with a good address */
	return (uint64_t)info.totalram * info.mem_unit;
}

static uint64_t processors(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count > 0 ? (uint64_t)count : 1;
}

static uint64_t most_bytes(void)
{
	uint64_t total = machine_bytes();

	return total - machine_kept(total, processors());
}

static uint64_t memory_limit(const struct boot *boot)
{
	uint64_t asked = boot->options.values[OPTION_MEMORY];
	uint64_t most = most_bytes();

	return asked && asked < most ? asked : most;
}

int contain_room(struct boot *boot)
{
	if (most_bytes() < LEAST_BYTES)
		return boot_fail(boot, VERDICT_APPLIANCE_ERROR, "machine",
				 "too little memory for its processors");
	return 0;
}

int contain_open(struct boot *boot)
{
	int err = cgroup_mount();

	boot->counts_files = guest_counts_files();
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
