/* SPDX-License-Identifier: MIT */
/*
 * Attacks on process 1: that of the machine with full privilege, the one that
 * stands above the script in its namespace where it is contained.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	FIRST = 1,
	GETFD_MAX = 64,
	TICK_NS = 100000000,
	PANIC_SECONDS = 6,
};

/* Where a static program of x86-64 begins. */
static const unsigned long text_start = 0x400000;

static void tick(void)
{
	struct timespec time = { 0, TICK_NS };

	(void)nanosleep(&time, NULL);
}

/* What a signal would have done is done now; then this is not reached. */
static int still_there(void)
{
	tick();
	return kill(FIRST, 0) < 0 ? broken("look for process 1") : DENIED;
}

int abuse_signals(void)
{
	siginfo_t info = { .si_code = SI_KERNEL };

	for (int number = 1; number <= SIGRTMAX; number++)
		if (kill(FIRST, number) < 0)
			return tried(-1, "kill process 1");
	/* As the kernel itself would send it: then init would die of it. */
	for (int number = 1; number <= SIGRTMAX; number++) {
		info.si_signo = number;
		if (syscall(SYS_rt_sigqueueinfo, FIRST, number, &info) == 0 ||
		    errno != EPERM)
			return broken("queue a signal of the kernel");
	}
	return still_there();
}

/* Input and output signals are sent by the kernel. */
int abuse_sigio(void)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return broken("make sockets");
	if (fcntl(ends[0], F_SETOWN, FIRST) < 0 ||
	    fcntl(ends[0], F_SETSIG, SIGKILL) < 0 ||
	    fcntl(ends[0], F_SETFL, O_ASYNC) < 0)
		return tried(-1, "have signals sent to process 1");
	if (write(ends[1], "x", 1) != 1)
		return broken("write");
	return still_there();
}

int abuse_getfd(void)
{
	int fd = -1, first = (int)syscall(SYS_pidfd_open, FIRST, 0);

	if (first < 0)
		return tried(first, "open process 1");
	for (int i = 0; i < GETFD_MAX && fd < 0; i++)
		fd = (int)syscall(SYS_pidfd_getfd, first, i, 0);
	return tried(fd, "take a descriptor of process 1");
}

int abuse_seize(void)
{
	return tried(ptrace(PTRACE_SEIZE, FIRST, 0, 0), "trace process 1");
}

int abuse_memory_of_1(void)
{
	char bytes[4];
	int fd = open("/proc/1/mem", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return tried(fd, "open the memory of process 1");
	return pread(fd, bytes, sizeof(bytes), (off_t)text_start) < 0 ?
	       broken("read the memory of process 1") : SUCCEEDED;
}

int abuse_read_memory(void)
{
	char bytes[4];
	struct iovec local = { bytes, sizeof(bytes) };
	struct iovec remote = { (void *)text_start, sizeof(bytes) };

	return tried(process_vm_readv(FIRST, &local, 1, &remote, 1, 0),
		     "read memory of process 1");
}

int abuse_compare(void)
{
	return tried(syscall(SYS_kcmp, getpid(), FIRST, KCMP_VM, 0, 0),
		     "compare with process 1");
}

int abuse_program(void)
{
	int fd = open("/proc/1/exe", O_RDWR | O_CLOEXEC);

	/* What runs cannot be written to, by whomever. */
	if (fd < 0 && errno == ETXTBSY)
		return DENIED;
	return tried(fd, "open the program of process 1 for writing");
}

int abuse_limit_files(void)
{
	const struct rlimit none = { 0, 0 };

	if (prlimit(FIRST, RLIMIT_NOFILE, &none, NULL) < 0)
		return tried(-1, "limit process 1");
	return LEFT;
}

/* Process 1 gets the processor when nobody else wants it. */
int abuse_idle(void)
{
	const struct sched_param none = { 0 };

	if (syscall(SYS_sched_setscheduler, FIRST, SCHED_IDLE, &none) < 0)
		return tried(-1, "make process 1 idle");
	return tried(syscall(SYS_sched_setscheduler, FIRST, SCHED_OTHER,
			     &none), "set it back");
}

/* An instruction that is none, where process 1 goes on. */
int abuse_panic(void)
{
	struct user_regs_struct registers;
	long word;

	if (ptrace(PTRACE_ATTACH, FIRST, 0, 0) < 0)
		return tried(-1, "trace process 1");
	if (waitpid(FIRST, NULL, __WALL) < 0 ||
	    ptrace(PTRACE_GETREGS, FIRST, 0, &registers) < 0)
		return broken("stop process 1");
	errno = 0;
	word = ptrace(PTRACE_PEEKTEXT, FIRST, registers.rip, 0);
	if (errno != 0 ||
	    ptrace(PTRACE_POKETEXT, FIRST, registers.rip,
		   (word & ~0xffffL) | 0x0b0f) < 0)
		return broken("write to process 1");
	(void)ptrace(PTRACE_DETACH, FIRST, 0, 0);
	sleep(PANIC_SECONDS);
	return BROKEN;
}
