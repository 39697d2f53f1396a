/* SPDX-License-Identifier: MIT */
#include "host/base/limits.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* The kernel counts by its tick, and looks once in each (kernel/time/
 * posix-cpu-timers.c); what wait4(2) tells is counted otherwise, and on a busy
 * host they part. */
static const uint64_t tick_ns = 900 * 1000 * 1000;

bool limits_cpu_ended(int wait_status, uint64_t cpu_ns, uint64_t limit_s)
{
	if (!WIFSIGNALED(wait_status))
		return false;
	if (WTERMSIG(wait_status) == SIGXCPU)
		return true;
	return WTERMSIG(wait_status) == SIGKILL &&
	       limit_s < UINT64_MAX / 1000000000 &&
	       cpu_ns + tick_ns >= limit_s * 1000000000;
}

uint64_t limits_cpu(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CPU, &limit) < 0 ||
	    limit.rlim_max == RLIM_INFINITY)
		return UINT64_MAX;
	return limit.rlim_max;
}

void limits_put(struct text *text)
{
	static const struct {
		int resource;
		uint64_t below; /* else nobody meets it */
		unsigned shift;
		const char *name, *unit, *option;
	} rows[] = {
		{ RLIMIT_CPU, RLIM_INFINITY, 0, "CPU time", " s", "-t" },
		{ RLIMIT_FSIZE, RLIM_INFINITY, 10, "size of a file", " KiB",
		  "-f" },
		{ RLIMIT_AS, RLIM_INFINITY, 10, "address space", " KiB",
		  "-v" },
		{ RLIMIT_DATA, RLIM_INFINITY, 10, "data", " KiB", "-d" },
		{ RLIMIT_NPROC, 4096, 0, "processes", "", "-u" },
		{ RLIMIT_NOFILE, 256, 0, "open files", "", "-n" },
	};
	const char *comma = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rlimit limit;

		if (getrlimit((__rlimit_resource_t)rows[i].resource,
			      &limit) < 0 || limit.rlim_cur >= rows[i].below)
			continue;
		text_put(text, comma);
		text_put(text, rows[i].name);
		text_put(text, " ");
		text_put_u64(text, limit.rlim_cur >> rows[i].shift);
		text_put(text, rows[i].unit);
		text_put(text, " (ulimit ");
		text_put(text, rows[i].option);
		text_put(text, ")");
		comma = ", ";
	}
}
