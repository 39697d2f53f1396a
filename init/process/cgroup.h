/* SPDX-License-Identifier: MIT */
/* cgroup: the control group (version 2) in which a script and all that it
 * starts live: their limits, their end, what they used.
 * Source: Linux Documentation/admin-guide/cgroup-v2.rst. */
#ifndef GVA_INIT_PROCESS_CGROUP_H
#define GVA_INIT_PROCESS_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

/* cgroup_mount: at /sys/fs/cgroup, with the controllers that are needed;
 * -errno. */
int cgroup_mount(void);

struct cgroup_limits {
	uint64_t memory; /* bytes */
	uint64_t pids;
};

/* cgroup_make: the group of the next script; a descriptor of its folder, for
 * clone3(2), or -errno. */
int cgroup_make(const struct cgroup_limits *limits);
/* cgroup_kill: SIGKILL for all in it, also for what is being forked. */
void cgroup_kill(int cgroup);
/* cgroup_empty: whether no process is left in it, its children included. */
bool cgroup_empty(int cgroup);

struct cgroup_usage {
	uint64_t cpu_user_us;
	uint64_t cpu_system_us;
	uint64_t memory_peak_kib;
	uint64_t pids_peak;
	bool out_of_memory; /* its limit, or the machine's, killed in it */
};

/* cgroup_read: -errno when one of them cannot be had. */
int cgroup_read(int cgroup, struct cgroup_usage *ret);
/* cgroup_remove: closes and removes it with what was made in it. */
int cgroup_remove(int cgroup);

#endif
