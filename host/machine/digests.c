/* SPDX-License-Identifier: MIT */
#include "host/machine/digests.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/base/clock.h"
#include "host/base/file.h"

/* What the child sends for each file; less than PIPE_BUF. */
struct answer {
	bool known;
	unsigned char value[DIGEST_SIZE];
};

void digests_add(struct digests *digests, const char *path)
{
	if (digests->count < DIGESTS_MAX)
		digests->list[digests->count++].path = path;
}

static bool digest_file(const char *path, unsigned char ret[DIGEST_SIZE])
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char bytes[64 * 1024];
	struct digest digest;
	ssize_t count;

	if (fd < 0)
		return false;
	digest_init(&digest);
	while ((count = read(fd, bytes, sizeof(bytes))) > 0 ||
	       (count < 0 && errno == EINTR))
		if (count > 0)
			digest_update(&digest, bytes, (size_t)count);
	file_close_read(fd);
	digest_final(&digest, ret);
	return count == 0;
}

static _Noreturn void compute(const struct digests *digests, int to)
{
	/* The machine and other jobs go first. */
	(void)nice(10);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (size_t i = 0; i < digests->count; i++) {
		struct answer answer = { 0 };

		answer.known = digest_file(digests->list[i].path,
					   answer.value);
		if (file_write_all(to, &answer, sizeof(answer)) < 0)
			_exit(1);
	}
	_exit(0);
}

void digests_start(struct digests *digests)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	digests->pid = fork();
	if (digests->pid == 0)
		compute(digests, ends[1]);
	(void)close(ends[1]); /* the child's */
	if (digests->pid > 0) {
		digests->pipe = ends[0];
		return;
	}
	digests->pid = 0;
	(void)close(ends[0]);
}

void digests_finish(struct digests *digests, int seconds)
{
	uint64_t end = clock_ns() + (uint64_t)seconds * 1000000000;
	struct pollfd readable = { digests->pipe, POLLIN, 0 };

	if (!digests->pid)
		return;
	for (size_t i = 0; i < digests->count; i++) {
		uint64_t now = clock_ns();
		int wait_ms = now < end ? (int)((end - now) / 1000000) + 1 : 0;
		struct answer answer;

		/* The child's write of an answer is one piece. */
		if (poll(&readable, 1, wait_ms) <= 0 ||
		    read(digests->pipe, &answer, sizeof(answer)) !=
		    (ssize_t)sizeof(answer))
			break;
		digests->list[i].known = answer.known;
		memcpy(digests->list[i].value, answer.value, DIGEST_SIZE);
	}
	(void)kill(digests->pid, SIGKILL); /* if it is not done */
	(void)waitpid(digests->pid, NULL, 0);
	(void)close(digests->pipe);
	digests->pid = 0;
}
