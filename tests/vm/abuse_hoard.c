/* SPDX-License-Identifier: MIT */
/*
 * Attacks by memory that the kernel takes for a script: each takes more of one
 * kind than the script may have, and holds it.
 */
#include "tests/vm/abuse.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
	FILES = 4096,
	/* What is to be taken; the headers of these attacks allow 12 MiB. */
	HOARD = 24 << 20,
	LOCK_BYTES = 192,  /* struct file_lock */
	LOCKS = 400,       /* of a file: the kernel looks at each of them */
	WAIT_BYTES = 64,   /* struct poll_table_entry, of a descriptor */
	PIPE_BYTES = 65536,
	TERMINAL_BYTES = 48 << 10, /* of the 64 KiB that it buffers */
	FILTER_STEPS = 4096,
};

void hoard_files(void)
{
	struct rlimit limit;

	(void)getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max < FILES ? limit.rlim_max : FILES;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

int hoard_more(int taken, int bytes)
{
	return taken < HOARD / bytes;
}

int abuse_hoard_locks(void)
{
	char name[32];

	if (chdir("/tmp") < 0)
		return broken("enter /tmp");
	hoard_files();
	for (int i = 0, fd = -1; hoard_more(i, LOCK_BYTES); i++) {
		struct flock lock = {
			.l_type = F_WRLCK, .l_start = i % LOCKS * 2, .l_len = 1,
		};

		if (i % LOCKS == 0) {
			(void)snprintf(name, sizeof(name), "%d", i);
			fd = open(name, O_RDWR | O_CREAT, 0600);
		}
		if (fd < 0 || fcntl(fd, F_SETLK, &lock) < 0)
			return broken("lock a file");
	}
	return SUCCEEDED;
}

static void *wait_for_many(void *nothing)
{
	struct pollfd *fds = calloc(FILES, sizeof(*fds));

	(void)nothing;
	for (int i = 0; fds && i < FILES; i++)
		fds[i] = (struct pollfd){ .fd = 3, .events = POLLIN };
	(void)poll(fds, FILES, -1);
	return NULL;
}

/* A page for 60 descriptors, one of them or many, of each thread that waits. */
int abuse_hoard_poll(void)
{
	struct timespec second = { 1, 0 };
	pthread_attr_t attributes;
	pthread_t thread;
	int ends[2];

	hoard_files();
	(void)close(3);
	if (pipe(ends) < 0 || ends[0] != 3)
		return broken("make a pipe");
	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setstacksize(&attributes, 16384);
	for (int i = 0; hoard_more(i, FILES * WAIT_BYTES); i++)
		if (pthread_create(&thread, &attributes, wait_for_many, NULL))
			return broken("start a thread");
	for (int i = 0; i < 5; i++)
		(void)nanosleep(&second, NULL);
	return SUCCEEDED;
}

/* What is spliced from a file without pages of its own fills new ones. */
int abuse_hoard_splice(void)
{
	int from = open("/dev/zero", O_RDONLY);

	hoard_files();
	for (int i = 0; hoard_more(i, PIPE_BYTES); i++) {
		int ends[2], left = PIPE_BYTES;
		ssize_t count = 1;

		if (pipe2(ends, O_NONBLOCK) < 0)
			return broken("make a pipe");
		for (; left > 0 && count > 0; left -= (int)count)
			count = splice(from, NULL, ends[1], NULL, (size_t)left,
				       SPLICE_F_NONBLOCK);
		if (count == 0)
			return broken("splice");
	}
	return SUCCEEDED;
}

/* What nobody reads from a terminal. */
static bool fill_terminal(void)
{
	static const char bytes[1024];
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK), slave;
	struct termios raw;
	char name[64];

	if (master < 0 || unlockpt(master) < 0 ||
	    ptsname_r(master, name, sizeof(name)))
		return false;
	slave = open(name, O_RDWR | O_NOCTTY);
	if (slave < 0 || tcgetattr(slave, &raw) < 0)
		return false;
	cfmakeraw(&raw);
	if (tcsetattr(slave, TCSANOW, &raw) < 0)
		return false;
	for (int i = 0; i < TERMINAL_BYTES / (int)sizeof(bytes); i++)
		if (write(master, bytes, sizeof(bytes)) < 0)
			break;
	return true;
}

int abuse_hoard_terminals(void)
{
	hoard_files();
	for (int i = 0; hoard_more(i, TERMINAL_BYTES); i++)
		if (!fill_terminal())
			return broken("make a terminal");
	return SUCCEEDED;
}

/* A filter is kept twice: as it was given, and as it runs. */
int abuse_hoard_filters(void)
{
	static struct sock_filter steps[FILTER_STEPS];
	const struct sock_fprog filter = { FILTER_STEPS, steps };

	for (int i = 0; i < FILTER_STEPS; i++)
		steps[i] = (struct sock_filter){ BPF_RET | BPF_K, 0, 0, 0 };
	hoard_files();
	for (int i = 0; hoard_more(i, (int)sizeof(steps)); i++) {
		int fd = socket(AF_INET, SOCK_DGRAM, 0);

		if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER,
					 &filter, sizeof(filter)) < 0)
			return broken("attach a filter");
	}
	return SUCCEEDED;
}
