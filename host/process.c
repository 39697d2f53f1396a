/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATH_SIZE = 4096, STREAMS = 2 };

static const char sbin_folders[] = "/usr/local/sbin:/usr/sbin:/sbin";

/* The two pipes from a running program; fd -1: closed or not wanted. */
struct capture {
	struct text *texts[STREAMS];
	int fds[STREAMS];
};

/* Finds `name` as execvp(3) does, with the sbin folders behind PATH, which
 * users often lack.  -ENOENT: nowhere. */
static int find_program(const char *name, char ret_path[PATH_SIZE])
{
	const char *path = getenv("PATH");
	const char *const lists[] = { path ? path : "/usr/bin:/bin",
				      sbin_folders };

	for (int i = 0; i < 2; i++) {
		for (const char *at = lists[i]; *at;) {
			size_t length = strcspn(at, ":");
			struct text text;

			text_init(&text, ret_path, PATH_SIZE);
			text_put_bytes(&text, at, length);
			text_put(&text, "/");
			text_put(&text, name);
			if (length > 0 && !text.cut &&
			    access(ret_path, X_OK) == 0)
				return 0;
			at += length + (at[length] == ':');
		}
	}
	return -ENOENT;
}

static void close_all(int *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fds[i] >= 0)
			(void)close(fds[i]);
		fds[i] = -1;
	}
}

/* File actions: /dev/null as stdin, the write ends (or /dev/null) as stdout
 * and stderr. */
static int plan_streams(posix_spawn_file_actions_t *actions,
			const int write_ends[STREAMS])
{
	int err = posix_spawn_file_actions_addopen(actions, STDIN_FILENO,
						   "/dev/null", O_RDONLY, 0);

	for (int i = 0; i < STREAMS && !err; i++)
		err = write_ends[i] < 0 ?
			posix_spawn_file_actions_addopen(
				actions, i + 1, "/dev/null", O_WRONLY, 0) :
			posix_spawn_file_actions_adddup2(
				actions, write_ends[i], i + 1);
	return -err;
}

static int spawn_with(char *const argv[], const int write_ends[STREAMS],
		      pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char path[PATH_SIZE];
	sigset_t none;
	int err;

	if (strchr(argv[0], '/')) {
		if (strlen(argv[0]) >= sizeof(path))
			return -ENAMETOOLONG;
		memcpy(path, argv[0], strlen(argv[0]) + 1);
	} else if (find_program(argv[0], path) < 0) {
		return -ENOENT;
	}
	if (posix_spawn_file_actions_init(&actions) != 0)
		return -ENOMEM;
	if (posix_spawnattr_init(&attributes) != 0) {
		(void)posix_spawn_file_actions_destroy(&actions);
		return -ENOMEM;
	}
	/* The caller may hold signals back for a signalfd. */
	(void)sigemptyset(&none);
	(void)posix_spawnattr_setsigmask(&attributes, &none);
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	err = plan_streams(&actions, write_ends);
	if (!err)
		err = -posix_spawn(ret_pid, path, &actions, &attributes, argv,
				   environ);
	(void)posix_spawnattr_destroy(&attributes);
	(void)posix_spawn_file_actions_destroy(&actions);
	return err;
}

static int start(char *const argv[], struct capture *capture, pid_t *ret_pid)
{
	int write_ends[STREAMS] = { -1, -1 };
	int err = 0;

	for (int i = 0; i < STREAMS && !err; i++) {
		int ends[2];

		if (!capture->texts[i])
			continue;
		if (pipe2(ends, O_CLOEXEC) < 0) {
			err = -errno;
		} else {
			capture->fds[i] = ends[0];
			write_ends[i] = ends[1];
		}
	}
	if (!err)
		err = spawn_with(argv, write_ends, ret_pid);
	close_all(write_ends, STREAMS);
	return err;
}

/* Takes what a pipe holds; what the text has no room for is dropped. */
static void drain(struct capture *capture, int stream)
{
	struct text *text = capture->texts[stream];
	char bytes[4096];
	ssize_t count = read(capture->fds[stream], bytes, sizeof(bytes));
	size_t room = text->size - text->length - 1;

	if (count > 0)
		text_put_bytes(text, bytes,
			       (size_t)count < room ? (size_t)count : room);
	else if (count == 0 || (errno != EINTR && errno != EAGAIN))
		close_all(&capture->fds[stream], 1);
}

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads until the process has ended and its pipes are empty.  A grandchild
 * that keeps a pipe open does not hold this up: once the process is gone, only
 * what is in the pipes already is taken. */
static int watch(struct capture *capture, int pidfd, int64_t end_ms)
{
	bool ended = false;

	for (;;) {
		struct pollfd fds[STREAMS + 1] = {
			{ capture->fds[0], POLLIN, 0 },
			{ capture->fds[1], POLLIN, 0 },
			{ ended ? -1 : pidfd, POLLIN, 0 },
		};
		int64_t left = end_ms - now_ms();
		int ready;

		if (left <= 0)
			return ended ? 0 : -ETIMEDOUT;
		ready = poll(fds, STREAMS + 1, ended ? 0 : (int)left);
		if (ready < 0 && errno != EINTR)
			return -errno;
		if (ready == 0 && ended)
			return 0;
		for (int i = 0; i < STREAMS && ready > 0; i++)
			if (fds[i].revents)
				drain(capture, i);
		if (ready > 0 && fds[STREAMS].revents)
			ended = true;
	}
}

int process_run(char *const argv[], unsigned seconds, struct text *output,
		struct text *errors)
{
	struct capture capture = { { output, errors }, { -1, -1 } };
	int status = 0, pidfd, err;
	pid_t pid;

	err = start(argv, &capture, &pid);
	if (err < 0) {
		close_all(capture.fds, STREAMS);
		return err;
	}
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	err = pidfd < 0 ? -errno :
		watch(&capture, pidfd, now_ms() + (int64_t)seconds * 1000);
	if (err < 0)
		(void)kill(pid, SIGKILL);
	close_all(capture.fds, STREAMS);
	if (pidfd >= 0)
		(void)close(pidfd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (err < 0)
		return err;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ECANCELED;
}
