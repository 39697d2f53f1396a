/* SPDX-License-Identifier: MIT */
#include "host/base/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

/* Those whose default is the end (signal(7)), beside the real-time ones. */
static const int enders[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM,
	SIGSTKFLT, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO, SIGPWR,
};

static void open_standard(int fd, int flags)
{
	/* The lowest that is free: fd itself, as those below are open. */
	if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
		(void)open("/dev/null", flags);
}

void signals_prepare(void)
{
	open_standard(STDIN_FILENO, O_RDONLY);
	/* What is written there is an error, as it is for a closed one. */
	open_standard(STDOUT_FILENO, O_RDONLY);
	open_standard(STDERR_FILENO, O_WRONLY);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
}

/* A signal that is blocked waits even where it is ignored. */
static bool heard(int signo)
{
	struct sigaction now;

	return sigaction(signo, NULL, &now) == 0 &&
	       now.sa_handler != SIG_IGN;
}

static void fill(sigset_t *set)
{
	(void)sigemptyset(set);
	for (size_t i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		if (heard(enders[i]))
			(void)sigaddset(set, enders[i]);
	for (int signo = SIGRTMIN; signo <= SIGRTMAX; signo++)
		if (heard(signo))
			(void)sigaddset(set, signo);
}

int signals_catch(void)
{
	sigset_t set;
	int fd;

	fill(&set);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}

static volatile sig_atomic_t decided;

static void end_as_decided(int signo)
{
	(void)signo;
	_exit(decided);
}

void signals_release(int status)
{
	const struct sigaction end = { .sa_handler = end_as_decided };
	const struct timespec no_time = { 0, 0 };
	sigset_t set;

	fill(&set);
	while (sigtimedwait(&set, NULL, &no_time) > 0)
		;
	decided = status;
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		if (sigismember(&set, signo) == 1)
			(void)sigaction(signo, &end, NULL);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
}

int signals_came(void)
{
	sigset_t waiting, set;

	/* It is asked for with each file that is packed. */
	if (sigpending(&waiting) < 0 || sigisemptyset(&waiting))
		return 0;
	fill(&set);
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		if (sigismember(&waiting, signo) == 1 &&
		    sigismember(&set, signo) == 1)
			return signo;
	return 0;
}

void signals_word(int signo, char *ret, size_t size)
{
	const char *name = sigabbrev_np(signo);

	if (name)
		(void)snprintf(ret, size, "SIG%s", name);
	else
		(void)snprintf(ret, size, "signal %d", signo);
}

void signals_of_child(void)
{
	sigset_t none;

	/* It fails for those that cannot be caught, and for libc's own. */
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		if (signo != SIGXFSZ)
			(void)signal(signo, SIG_DFL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}
