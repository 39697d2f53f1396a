/* SPDX-License-Identifier: MIT */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys.h"

enum { CLOSE_RANGE_CLOEXEC_FLAG = 4 }; /* Linux linux/close_range.h */

static int clean_signals(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		/* SIGKILL, SIGSTOP and libc's own refuse: as they should. */
		(void)sigaction(signal, &standard, NULL);
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

/* In the child: gives the -errno of what failed, or does not come back. */
static int become_script(const struct spawn *spawn)
{
	int err;

	if (setsid() < 0)
		return -errno;
	err = set_stdio(spawn);
	if (err == 0)
		err = clean_signals();
	if (err < 0)
		return err;
	(void)umask(022);
	if (chdir(spawn->directory) < 0)
		return -errno;
	/* execve() changes neither; its prototype is older than const. */
	(void)execve(spawn->argv[0], (char *const *)(uintptr_t)spawn->argv,
		     (char *const *)(uintptr_t)spawn->envp);
	return -errno;
}

/* The child's word: 0 when exec closed the pipe, else what it wrote. */
static int exec_result(int pipe_end, pid_t pid)
{
	int err = 0;
	size_t length = 0;
	int read_err = sys_read_all(pipe_end, &err, sizeof(err), &length);

	if (read_err < 0)
		return read_err;
	if (length == 0)
		return 0;
	/* It is about to exit; nobody else waits for it. */
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	return length == sizeof(err) ? err : -EIO;
}

int spawn_start(const struct spawn *spawn, pid_t *ret_pid)
{
	int ends[2], err;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid < 0) {
		err = -errno;
	} else if (pid == 0) {
		err = become_script(spawn);
		(void)sys_write_all(ends[1], &err, sizeof(err));
		_exit(127);
	}
	(void)close(ends[1]);
	if (pid > 0)
		err = exec_result(ends[0], pid);
	(void)close(ends[0]);
	if (err == 0)
		*ret_pid = pid;
	return err;
}
