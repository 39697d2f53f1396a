/* SPDX-License-Identifier: MIT */
#include "contract/machine.h"

enum {
	MIB = 1 << 20,
	LEAST_MIB = 32,
	LEAST_MIB_PER_CPU = 4,
	KEPT_MIB = 16,
	KEPT_FRACTION = 16,
	KEPT_MIB_PER_CPU = 3,
};

static uint64_t further(uint64_t cpus)
{
	return cpus > 0 ? cpus - 1 : 0;
}

uint64_t machine_least(uint64_t cpus)
{
	return (LEAST_MIB + LEAST_MIB_PER_CPU * further(cpus)) * MIB;
}

uint64_t machine_kept(uint64_t total, uint64_t cpus)
{
	uint64_t kept = (uint64_t)KEPT_MIB * MIB + total / KEPT_FRACTION;

	if (kept > total / 2)
		kept = total / 2;
	kept += (uint64_t)KEPT_MIB_PER_CPU * MIB * further(cpus);
	return kept < total ? kept : total;
}
