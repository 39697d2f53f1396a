/* SPDX-License-Identifier: MIT */
#include "init/process/kill.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "init/process/leave.h"

int kill_all(const struct traffic *disks, uint64_t deadline_ns)
{
	struct leave leave;

	leave_start(&leave, disks, deadline_ns);
	do {
		struct timespec tick = { 0, 1000000 };
		pid_t pid;

		(void)kill(-1, SIGKILL);
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (pid < 0 && errno == ECHILD)
			return 0;
		(void)nanosleep(&tick, NULL);
	} while (!leave_ends(&leave));
	return -EBUSY;
}
