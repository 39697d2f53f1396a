/* SPDX-License-Identifier: MIT */
#include "host/qemu/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/base/file.h"

enum {
	REST_SECONDS = 30, /* only what is stuck in the kernel takes longer */
	LOOK_MS = 10,
};

/* Everything that could end the guard before its work is done. */
static void block_signals(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
}

/* The guard's children: the program, and as it is the reaper of orphans, what
 * those who ended had started. */
static void kill_children(void)
{
	char path[64], bytes[4096], *next = bytes;
	ssize_t count;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/self/task/%ld/children",
		       (long)getpid());
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return; /* a kernel without it; the group is killed all the same */
	count = read(fd, bytes, sizeof(bytes) - 1);
	file_close_read(fd);
	bytes[count > 0 ? count : 0] = '\0';
	for (;;) {
		char *end;
		long pid = strtol(next, &end, 10); /* the kernel's own words */

		/* A number that is cut off at the end has no space after it. */
		if (end == next || *end != ' ')
			return;
		if (pid > 1)
			(void)kill((pid_t)pid, SIGKILL);
		next = end;
	}
}

/* Until no child is left: those of the killed come to us. */
static void end_rest(void)
{
	const struct timespec pause = { 0, LOOK_MS * 1000000 };

	for (int i = 0; i < REST_SECONDS * 1000 / LOOK_MS; i++) {
		pid_t pid;

		kill_children();
		do
			pid = waitpid(-1, NULL, WNOHANG);
		while (pid > 0);
		if (pid < 0)
			return;
		(void)nanosleep(&pause, NULL);
	}
}

static void watch(pid_t program)
{
	struct pollfd what[] = {
		{ STDIN_FILENO, POLLIN, 0 },
		{ pidfd_open(program, 0), POLLIN, 0 },
	};

	while (what[1].fd >= 0 && !what[1].revents) {
		if (poll(what, 2, -1) < 0 || !what[0].revents)
			continue;
		(void)kill(program, SIGKILL);
		what[0].fd = -1; /* once is enough */
		what[0].revents = 0;
	}
}

_Noreturn void guard_run(int far, void (*become)(void *context),
			 void *context)
{
	struct guard_end end = { 0 };
	struct rusage used = { 0 };
	pid_t program;

	(void)setsid(); /* cannot fail: a new child leads no group */
	block_signals();
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1);
	(void)prctl(PR_SET_NAME, "gva-guard");
	program = fork();
	if (program == 0)
		become(context);
	if (program < 0)
		program = -errno;
	/* No other descriptor: who reads gva's stdout must see its end. */
	if (dup2(far, STDIN_FILENO) < 0)
		_exit(127);
	closefrom(STDIN_FILENO + 1);
	(void)send(STDIN_FILENO, &program, sizeof(program), MSG_NOSIGNAL);
	if (program < 0)
		_exit(127);
	watch(program);
	/* Before it is reaped: its number is the group's until then. */
	(void)kill(-program, SIGKILL);
	if (wait4(program, &end.wait_status, 0, &used) < 0)
		_exit(127);
	end_rest();
	end.cpu_ns = (uint64_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) *
		     1000000000 +
		     (uint64_t)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) *
		     1000;
	(void)send(STDIN_FILENO, &end, sizeof(end), MSG_NOSIGNAL);
	_exit(0);
}
