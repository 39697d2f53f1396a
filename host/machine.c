/* SPDX-License-Identifier: MIT */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

/* QEMU's ends of the channels. */
struct far_ends {
	int null;
	int errors;
	int qmp;
	int console;
};

/* Puts the far ends to 0..4 and closes everything above.  They are moved out
 * of the way first, as one may lie where another has to go. */
static int arrange(const struct far_ends *ends)
{
	const int from[] = {
		ends->null, ends->errors, ends->errors, ends->qmp,
		ends->console,
	};
	enum { COUNT = sizeof(from) / sizeof(from[0]) };
	int high[COUNT];

	for (int i = 0; i < COUNT; i++)
		if ((high[i] = fcntl(from[i], F_DUPFD_CLOEXEC, 10)) < 0)
			return -1;
	for (int i = 0; i < COUNT; i++)
		if (dup2(high[i], i) < 0)
			return -1;
	/* Ours are all close-on-exec; this is for what we inherited. */
	closefrom(COUNT);
	return 0;
}

static _Noreturn void become_qemu(char *const argv[],
				  const struct far_ends *ends, pid_t parent)
{
	(void)setsid(); /* cannot fail: a new child leads no group */
	signals_of_child();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || arrange(ends) < 0)
		_exit(127);
	/* The parent may have died before prctl. */
	if (getppid() != parent)
		_exit(127);
	(void)execv(argv[0], argv);
	(void)dprintf(STDERR_FILENO, "execute %s: %s\n", argv[0],
		      strerror(errno));
	_exit(127);
}

static void close_pair(int pair[2])
{
	for (int i = 0; i < 2; i++)
		if (pair[i] >= 0)
			(void)close(pair[i]); /* nothing is buffered */
}

static int start(char *const argv[], const struct far_ends *ends,
		 struct machine *machine)
{
	pid_t parent = getpid();

	machine->pid = fork();
	if (machine->pid < 0)
		return -errno;
	if (machine->pid == 0)
		become_qemu(argv, ends, parent);
	machine->pidfd = pidfd_open(machine->pid, 0);
	if (machine->pidfd < 0) {
		int err = -errno;

		(void)kill(machine->pid, SIGKILL);
		(void)waitpid(machine->pid, NULL, 0);
		return err;
	}
	return 0;
}

int machine_start(char *const argv[], struct machine *ret)
{
	enum { KIND = SOCK_STREAM | SOCK_CLOEXEC };
	int qmp[2] = { -1, -1 }, console[2] = { -1, -1 }, errors[2] = { -1, -1 };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct machine machine = { 0 };
	struct far_ends ends;
	int err;

	if (null < 0 || socketpair(AF_UNIX, KIND, 0, qmp) < 0 ||
	    socketpair(AF_UNIX, KIND, 0, console) < 0 ||
	    pipe2(errors, O_CLOEXEC) < 0 ||
	    fcntl(qmp[0], F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(console[0], F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(errors[0], F_SETFL, O_NONBLOCK) < 0) {
		err = -errno;
	} else {
		ends = (struct far_ends){ null, errors[1], qmp[1], console[1] };
		err = start(argv, &ends, &machine);
	}
	if (err == 0) {
		machine.qmp = qmp[0];
		machine.console = console[0];
		machine.errors = errors[0];
		qmp[0] = console[0] = errors[0] = -1; /* they stay open */
		*ret = machine;
	}
	if (null >= 0)
		(void)close(null); /* never written */
	close_pair(qmp);
	close_pair(console);
	close_pair(errors);
	return err;
}

void machine_kill(const struct machine *machine)
{
	/* It fails only when the process has ended. */
	(void)pidfd_send_signal(machine->pidfd, SIGKILL, NULL, 0);
}

int machine_wait(const struct machine *machine, int seconds, int *ret_status)
{
	struct pollfd end = { machine->pidfd, POLLIN, 0 };
	int count;

	do
		count = poll(&end, 1, seconds * 1000);
	while (count < 0 && errno == EINTR);
	if (count == 0)
		return -ETIMEDOUT;
	if (count < 0 || waitpid(machine->pid, ret_status, 0) < 0)
		return -errno;
	return 0;
}

void machine_close(struct machine *machine)
{
	(void)close(machine->pidfd);
	(void)close(machine->qmp);
	(void)close(machine->console);
	(void)close(machine->errors);
}
