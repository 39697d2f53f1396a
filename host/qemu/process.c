/* SPDX-License-Identifier: MIT */
#include "host/qemu/process.h"

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

#include "host/base/signals.h"

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

struct program {
	char *const *argv;
	const struct far_ends *ends;
};

/* In a child of the guard. */
static void become_qemu(void *context)
{
	const struct program *program = context;
	char *const *argv = program->argv;
	pid_t guard = getppid();

	(void)setsid(); /* cannot fail: a new child leads no group */
	signals_of_child();
	/* The guard may have died before prctl. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != guard ||
	    guard == 1 || arrange(program->ends) < 0)
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

/* Ends a guard that is of no use. */
static void drop_guard(pid_t guard)
{
	(void)kill(guard, SIGKILL);
	(void)waitpid(guard, NULL, 0);
}

/* The guard is told by `control`, whose far end is its own. */
static int start(struct program *program, const int control[2],
		 struct qemu_process *process)
{
	pid_t answer = -EIO;

	process->guard = fork();
	if (process->guard < 0)
		return -errno;
	if (process->guard == 0) {
		(void)close(control[0]); /* its end is ours alone */
		guard_run(control[1], become_qemu, program);
	}
	/* It answers as soon as it has forked, or ends. */
	(void)close(control[1]);
	if (recv(control[0], &answer, sizeof(answer), 0) !=
	    (ssize_t)sizeof(answer))
		answer = -EIO;
	process->pid = answer;
	process->pidfd = answer < 0 ? -1 : pidfd_open(process->guard, 0);
	if (answer < 0 || process->pidfd < 0) {
		int err = answer < 0 ? (int)answer : -errno;

		drop_guard(process->guard);
		return err;
	}
	return 0;
}

int qemu_process_start(char *const argv[], struct qemu_process *ret)
{
	enum { KIND = SOCK_STREAM | SOCK_CLOEXEC };
	int qmp[2] = { -1, -1 }, console[2] = { -1, -1 }, errors[2] = { -1, -1 };
	int control[2] = { -1, -1 };
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct qemu_process process = { 0 };
	struct far_ends ends;
	struct program program = { argv, &ends };
	int err;

	if (null < 0 || socketpair(AF_UNIX, KIND, 0, qmp) < 0 ||
	    socketpair(AF_UNIX, KIND, 0, console) < 0 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) < 0 ||
	    pipe2(errors, O_CLOEXEC) < 0 ||
	    fcntl(qmp[0], F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(console[0], F_SETFL, O_NONBLOCK) < 0 ||
	    fcntl(errors[0], F_SETFL, O_NONBLOCK) < 0) {
		err = -errno;
	} else {
		ends = (struct far_ends){ null, errors[1], qmp[1], console[1] };
		err = start(&program, control, &process);
		control[1] = -1; /* closed there */
	}
	if (err == 0) {
		process.qmp = qmp[0];
		process.console = console[0];
		process.errors = errors[0];
		process.control = control[0];
		/* They stay open. */
		qmp[0] = console[0] = errors[0] = control[0] = -1;
		*ret = process;
	}
	if (null >= 0)
		(void)close(null); /* never written */
	close_pair(qmp);
	close_pair(console);
	close_pair(errors);
	close_pair(control);
	return err;
}

void qemu_process_kill(const struct qemu_process *process)
{
	/* It fails only when the guard has ended. */
	(void)send(process->control, "k", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

int qemu_process_wait(const struct qemu_process *process, int seconds,
		      struct guard_end *ret)
{
	struct pollfd guard = { process->pidfd, POLLIN, 0 };
	struct guard_end end = { 0 };
	int count, status;

	do
		count = poll(&guard, 1, seconds * 1000);
	while (count < 0 && errno == EINTR);
	if (count == 0)
		return -ETIMEDOUT;
	if (count < 0 || waitpid(process->guard, &status, 0) < 0)
		return -errno;
	/* A guard that was killed took QEMU with it. */
	if (recv(process->control, &end, sizeof(end), MSG_DONTWAIT) !=
	    (ssize_t)sizeof(end))
		end.wait_status = status;
	if (ret)
		*ret = end;
	return 0;
}

void qemu_process_close(struct qemu_process *process)
{
	(void)close(process->pidfd);
	(void)close(process->control);
	(void)close(process->qmp);
	(void)close(process->console);
	(void)close(process->errors);
}
