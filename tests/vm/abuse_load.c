/* SPDX-License-Identifier: MIT */
/*
 * Attacks by load: processes that are many, hide, or do not end.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	THREADS = 400,
	THREAD_STACK = 16384,
	MOUTHFUL = 16 << 20,
	PAGE = 4096,
	ORPHANS = 1500,
	GRIPS = 8,
};

static _Noreturn void stay(void)
{
	(void)signal(SIGTERM, SIG_IGN);
	for (;;)
		(void)pause();
}

/* Every process that there may be forks for as long as it can. */
int abuse_forks(void)
{
	pid_t first = getpid(), pid;

	while ((pid = fork()) >= 0)
		if (pid == 0)
			(void)signal(SIGTERM, SIG_IGN);
	if (errno != EAGAIN)
		return broken("fork");
	if (getpid() != first)
		stay();
	return LEFT;
}

static void *stay_thread(void *nothing)
{
	(void)nothing;
	stay();
}

int abuse_threads(void)
{
	pthread_attr_t attributes;
	pthread_t thread;

	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setstacksize(&attributes, THREAD_STACK);
	if (leave_process() != 0)
		return LEFT;
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&thread, &attributes, stay_thread, NULL))
			break;
	stay();
}

/* Takes memory until there is none. */
static _Noreturn void take_memory(void)
{
	for (;;) {
		volatile char *bytes = malloc(MOUTHFUL);

		for (int i = 0; bytes && i < MOUTHFUL; i += PAGE)
			bytes[i] = 1;
	}
}

int abuse_lock_memory(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE) < 0)
		return tried(-1, "lock memory");
	take_memory();
}

/* The kernel tells of the end by the name of the process, as it is: the rest
 * of the line is to look like one of PID 1's. */
int abuse_names(void)
{
	(void)prctl(PR_SET_NAME, "\ngva: done 9 9");
	take_memory();
}

int abuse_orphans(void)
{
	for (int i = 0; i < ORPHANS; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			if (fork() == 0)
				_exit(0);
			_exit(0);
		}
		/* Those left out become zombies of a parent that ends. */
		if (pid > 0 && i % 2)
			(void)waitpid(pid, NULL, 0);
	}
	return LEFT;
}

/* The end of what is traced is told to the tracer first, and this one does
 * not listen. */
int abuse_traced(void)
{
	pid_t script = getppid();
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		return broken("make a pipe");
	if (leave_process() == 0) {
		(void)signal(SIGTERM, SIG_IGN);
		byte = ptrace(PTRACE_SEIZE, script, 0, 0) < 0 ? 'n' : 'y';
		(void)!write(ends[1], &byte, 1);
		stay();
	}
	return read(ends[0], &byte, 1) == 1 && byte == 'y' ? LEFT : BROKEN;
}

/* The parent becomes the tracer, and is told of the exec by a SIGTRAP. */
int abuse_trace_me(void)
{
	if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0)
		return broken("be traced");
	(void)execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
	return broken("exec");
}

/* A process lasts as long as its last thread; its first one is gone. */
int abuse_leader(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, stay_thread, NULL))
		return BROKEN;
	(void)syscall(SYS_exit, 0);
	return BROKEN;
}

/* What stdout is for others: small, in packets, not blocking, and read from by
 * the one that writes. */
int abuse_pipe_end(void)
{
	static char bytes[PAGE];
	int other = open("/proc/self/fd/1", O_RDONLY | O_NONBLOCK);

	if (other < 0)
		return tried(other, "open the other end of stdout");
	if (fcntl(1, F_SETPIPE_SZ, PAGE) < 0 ||
	    fcntl(1, F_SETFL, O_NONBLOCK | O_DIRECT) < 0)
		return broken("change stdout");
	memset(bytes, 'x', sizeof(bytes));
	for (int i = 0; i < GRIPS; i++) {
		(void)!write(1, bytes, sizeof(bytes));
		(void)!read(other, bytes, sizeof(bytes));
	}
	return LEFT;
}
