/* SPDX-License-Identifier: MIT */
#include "init/process/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/limits.h"
#include "init/base/sys.h"

enum { CLOSE_RANGE_CLOEXEC_FLAG = 4 }; /* Linux linux/close_range.h */

/* Linux linux/sched.h, struct clone_args, version 2. */
struct clone_arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
	uint64_t stack, stack_size, tls, set_tid, set_tid_size, cgroup;
};

static const uint64_t into_cgroup = UINT64_C(0x200000000);
/* For every script; what a contained one has beside them. */
static const uint64_t apart = CLONE_NEWNS | CLONE_NEWNET;
static const uint64_t contained = CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;

/* What a child says over the pipe that exec closes. */
struct word {
	int err;
	enum spawn_fault fault;
};

/* By the kernel's own call, as all here: libc's fork(2) and setuid(2) count on
 * the threads of PID 1, which a child does not have. */
static pid_t clone_child(uint64_t flags, int cgroup)
{
	struct clone_arguments arguments = {
		.flags = flags | (cgroup >= 0 ? into_cgroup : 0),
		.exit_signal = SIGCHLD,
		.cgroup = cgroup >= 0 ? (uint64_t)cgroup : 0,
	};

	return (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
}

/* By the kernel's own call: libc keeps some signals for itself, and leaves
 * them ignored where whoever started PID 1 ignored them. */
static int clean_signals(void)
{
	/* struct kernel_sigaction of Linux, with SIG_DFL and an empty mask. */
	static const unsigned long standard[4];
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		/* SIGKILL and SIGSTOP refuse, as they should. */
		(void)syscall(SYS_rt_sigaction, signal, standard, NULL,
			      sizeof(unsigned long));
	(void)sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? -errno : 0;
}

static int set_stdio(const struct spawn *spawn)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(spawn->output, STDOUT_FILENO) < 0 ||
	    dup2(spawn->errors, STDERR_FILENO) < 0)
		return -errno;
	if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U,
		    CLOSE_RANGE_CLOEXEC_FLAG) < 0)
		return -errno;
	return 0;
}

/* As many files as memory has room for, to which they count; the kernel's own
 * limit is of 1993.  Not more than 1024 unless it asks: select(2). */
static int set_limits(void)
{
	static const uint64_t files[2] = { FILES_USUAL, FILES_MAX };

	/* PID 1 of a container may not have so many. */
	return syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, files, NULL) < 0 &&
	       errno != EPERM ? -errno : 0;
}

static int give_up_rights(const struct spawn *spawn)
{
	int err = spawn->jail ? jail_drop() : 0;

	return err == 0 && spawn->user ? jail_user(spawn->user) : err;
}

/* In the child: gives the -errno of what failed, or does not come back. */
static int become_script(const struct spawn *spawn, enum spawn_fault *ret_fault)
{
	int err;

	*ret_fault = SPAWN_CONTAIN;
	if (setsid() < 0)
		return -errno;
	err = set_stdio(spawn);
	if (err == 0)
		err = clean_signals();
	if (err == 0)
		err = set_limits();
	if (err == 0)
		err = give_up_rights(spawn);
	if (err < 0)
		return err;
	*ret_fault = SPAWN_EXEC;
	(void)umask(022);
	if (chdir(spawn->directory) < 0)
		return -errno;
	/* execve() changes neither; its prototype is older than const. */
	(void)execve(spawn->argv[0], (char *const *)(uintptr_t)spawn->argv,
		     (char *const *)(uintptr_t)spawn->envp);
	return -errno;
}

static _Noreturn void script_process(const struct spawn *spawn, int words)
{
	struct word word;

	word.fault = SPAWN_CONTAIN;
	word.err = spawn->jail ? 0 : jail_apart(spawn->root);
	if (word.err == 0)
		word.err = become_script(spawn, &word.fault);
	(void)sys_write_all(words, &word, sizeof(word));
	_exit(127);
}

/* Reaps until the script has ended, and tells its status.  Whoever is left
 * dies with this process. */
static _Noreturn void stub_wait(pid_t script, int end)
{
	int status;
	pid_t pid;

	do {
		pid = waitpid(-1, &status, 0);
		/* A script may have made this process its tracer, and stop
		 * at its next signal: which it gets all the same, but for
		 * the one that is there for tracers alone, at exec. */
		if (pid > 0 && WIFSTOPPED(status))
			(void)ptrace(PTRACE_DETACH, pid, 0,
				     WSTOPSIG(status) == SIGTRAP ? 0 :
				     WSTOPSIG(status));
	} while ((pid != script || WIFSTOPPED(status)) &&
		 (pid >= 0 || errno == EINTR));
	if (pid == script)
		(void)sys_write_all(end, &status, sizeof(status));
	_exit(0);
}

/* The first process of the namespaces.  Every signal is blocked, and those
 * from within cannot kill it. */
static _Noreturn void stub_process(const struct spawn *spawn, int words,
				   int end)
{
	struct word word = { jail_enter(spawn->jail, spawn->root), SPAWN_CONTAIN };
	pid_t script = -1;

	if (word.err == 0) {
		script = clone_child(0, -1);
		if (script == 0)
			script_process(spawn, words);
		word.err = script < 0 ? -errno : 0;
	}
	if (word.err < 0) {
		(void)sys_write_all(words, &word, sizeof(word));
		_exit(127);
	}
	/* Its copies would keep the pipes of words and output open, and it is
	 * to hold nothing that the script might reach. */
	if (dup2(end, STDIN_FILENO) < 0)
		_exit(127);
	(void)syscall(SYS_close_range, STDIN_FILENO + 1, ~0U, 0);
	stub_wait(script, STDIN_FILENO);
}

/* Waits for a word or for the end of the pipe: 0, or -ETIMEDOUT. */
static int wait_for_word(int words, uint64_t deadline_ns)
{
	struct pollfd fd = { .fd = words, .events = POLLIN };
	int left_ms;

	while ((left_ms = clock_left_ms(deadline_ns)) > 0)
		if (poll(&fd, 1, left_ms) > 0)
			return 0;
	return -ETIMEDOUT;
}

/* The child's word: 0 when exec closed the pipe, else what it wrote. */
static int exec_result(const struct spawn *spawn, int words, pid_t pid,
		       enum spawn_fault *ret_fault)
{
	struct word word;
	size_t length = 0;
	int err = wait_for_word(words, spawn->deadline_ns);

	*ret_fault = SPAWN_CONTAIN;
	if (err < 0)
		(void)kill(pid, SIGKILL); /* reaped at the end of the job */
	else
		err = sys_read_all(words, &word, sizeof(word), &length);
	if (err < 0)
		return err;
	if (length == 0)
		return 0;
	/* It is about to exit; nobody else waits for it. */
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (length != sizeof(word))
		return -EIO;
	*ret_fault = word.fault;
	return word.err;
}

static int start(const struct spawn *spawn, const int words[2],
		 const int end[2], struct spawned *ret,
		 enum spawn_fault *ret_fault)
{
	*ret_fault = SPAWN_CONTAIN;
	ret->pid = clone_child(apart | (spawn->jail ? contained : 0),
			       spawn->cgroup);
	if (ret->pid < 0)
		return -errno;
	if (ret->pid == 0 && spawn->jail)
		stub_process(spawn, words[1], end[1]);
	if (ret->pid == 0)
		script_process(spawn, words[1]);
	(void)close(words[1]);
	(void)close(end[1]);
	return exec_result(spawn, words[0], ret->pid, ret_fault);
}

int spawn_start(const struct spawn *spawn, struct spawned *ret,
		enum spawn_fault *ret_fault)
{
	int words[2], end[2], err;

	*ret_fault = SPAWN_CONTAIN;
	if (pipe2(words, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(end, O_CLOEXEC | O_NONBLOCK) < 0) {
		err = -errno;
		(void)close(words[0]);
		(void)close(words[1]);
		return err;
	}
	err = start(spawn, words, end, ret, ret_fault);
	if (ret->pid < 0) {
		(void)close(words[1]);
		(void)close(end[1]);
	}
	(void)close(words[0]);
	ret->end = end[0];
	if (err == 0)
		return 0;
	(void)close(end[0]);
	ret->end = -1;
	return err;
}

bool spawn_end(const struct spawned *spawned, int *ret_status)
{
	size_t length = 0;

	return sys_read_all(spawned->end, ret_status, sizeof(*ret_status),
			    &length) == 0 && length == sizeof(*ret_status);
}
