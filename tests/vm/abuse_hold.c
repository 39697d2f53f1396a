/* SPDX-License-Identifier: MIT */
/*
 * Attacks that hold the kernel up.
 */
#include "tests/vm/abuse.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, HOLES = 32 };

/* Who splices into a pipe sleeps with its lock held, for as long as there is
 * nothing to splice (Linux fs/splice.c, splice_file_to_pipe); PID 1 reads from
 * the pipes of the script's output. */
static int hold(int fd)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return broken("make sockets");
	(void)signal(SIGTERM, SIG_IGN);
	return tried(splice(ends[0], NULL, fd, NULL, 4096, 0), "splice");
}

int abuse_hold_stdout(void)
{
	return hold(STDOUT_FILENO);
}

/* The script's own end is closed, and the pipe held by another one: what PID 1
 * still has of it is the last of its kind. */
int abuse_hold_anew(void)
{
	int fd = open("/proc/self/fd/1", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return broken("open stdout");
	(void)close(STDOUT_FILENO);
	return hold(fd);
}

int abuse_hold_stderr(void)
{
	return hold(STDERR_FILENO);
}

static bool sleeps(pid_t pid)
{
	char path[32], state = '?';
	FILE *file;

	(void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	(void)!fscanf(file, "%*d (%*[^)]) %c", &state);
	(void)fclose(file);
	return state == 'S';
}

/* Ends by itself, with one left behind that holds both. */
int abuse_hold_behind(void)
{
	static const int streams[] = { STDOUT_FILENO, STDERR_FILENO };

	for (int i = 0; i < 2; i++) {
		struct timespec tick = { 0, 1000000 };
		pid_t pid = fork();

		if (pid == 0)
			_exit(hold(streams[i]));
		for (int ms = 0; pid > 0 && !sleeps(pid); ms++) {
			if (ms == PATIENCE_MS)
				return broken("hold a pipe");
			(void)nanosleep(&tick, NULL);
		}
	}
	return LEFT;
}

/* The core of an address space that is large and empty: a walk through all of
 * it (Linux fs/coredump.c, dump_user_range). */
int abuse_empty_core(void)
{
	static const size_t hole = (size_t)1 << 40;
	const struct rlimit any = { RLIM_INFINITY, RLIM_INFINITY };

	if (chdir("/out") < 0 || setrlimit(RLIMIT_CORE, &any) < 0)
		return broken("lift the limit of cores");
	for (int i = 0; i < HOLES; i++) {
		char *bytes = mmap(NULL, hole, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
				   -1, 0);

		if (bytes == MAP_FAILED)
			return broken("map memory");
		bytes[hole / 2] = 1;
	}
	(void)raise(SIGSEGV);
	return BROKEN;
}
