/* SPDX-License-Identifier: MIT */
/*
 * What a script may use up, or leave behind where the kernel keeps it; and
 * what the next one needs of it.
 */
#include "tests/vm/abuse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	PORT = 7777,
	FILES = 4000,
	FILE_HOLDERS = 8,
	PIPES = 400,
	PIPE_FILL = 65536,
	SEGMENTS = 8,
	SEGMENT = 4 << 20,
	QUEUES = 256,
	WATCHES = 4096,
	PROBES = 64,
	CONNECTIONS = 8, /* fewer than wait to be accepted */
	LOOPBACK_MTU = 65535, /* of IP; the interface has one more */
};

int abuse_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return broken("read a limit");
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return broken("raise a limit");
	for (int i = 0; i < FILE_HOLDERS; i++) {
		if (leave_process() != 0)
			continue;
		for (int j = 0; j < FILES; j++)
			(void)open("/dev/null", O_RDONLY);
		for (;;)
			(void)pause();
	}
	return LEFT;
}

int abuse_pipes(void)
{
	static char bytes[PIPE_FILL];
	int ends[2];

	if (leave_process() != 0)
		return LEFT;
	for (int i = 0; i < PIPES && pipe(ends) == 0; i++) {
		(void)fcntl(ends[1], F_SETFL, O_NONBLOCK);
		(void)!write(ends[1], bytes, sizeof(bytes));
	}
	for (;;)
		(void)pause();
}

int abuse_watches(void)
{
	char path[] = "/tmp/watched-0000";
	int fd;

	for (int i = 0; i < WATCHES && (fd = inotify_init()) >= 0; i++)
		for (int j = 0; j < PROBES; j++) {
			(void)snprintf(path, sizeof(path), "/tmp/watched-%d",
				       j);
			(void)close(open(path, O_CREAT | O_WRONLY, 0600));
			(void)inotify_add_watch(fd, path, IN_ALL_EVENTS);
		}
	return LEFT;
}

int abuse_ipc(void)
{
	for (int i = 0; i < SEGMENTS; i++) {
		int id = shmget(IPC_PRIVATE, SEGMENT, IPC_CREAT | 0666);
		void *bytes = id < 0 ? (void *)-1 : shmat(id, NULL, 0);

		if (bytes == (void *)-1)
			return broken("make shared memory");
		memset(bytes, 1, SEGMENT);
	}
	if (semget(PORT, 100, IPC_CREAT | 0666) < 0 ||
	    msgget(PORT, IPC_CREAT | 0666) < 0)
		return broken("make semaphores and messages");
	return LEFT;
}

int abuse_queues(void)
{
	char name[] = "/queue-000";
	int made = 0;

	for (; made < QUEUES; made++) {
		(void)snprintf(name, sizeof(name), "/queue-%d", made);
		if (mq_open(name, O_CREAT | O_RDWR, 0600, NULL) < 0)
			break;
	}
	return made > 0 ? LEFT : broken("make a queue");
}

int listen_on_port(void)
{
	struct sockaddr_in name = {
		.sin_family = AF_INET, .sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	/* Without SO_REUSEADDR, which many a server does not know. */
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&name, sizeof(name)) < 0 ||
	    listen(fd, 16) < 0)
		return -1;
	return fd;
}

int connect_to_port(void)
{
	struct sockaddr_in name = {
		.sin_family = AF_INET, .sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return connect(fd, (struct sockaddr *)&name, sizeof(name)) < 0 ? -1 :
									 fd;
}

static int listen_by_name(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* An abstract one: its first byte is 0. */
	(void)snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "abuse");
	if (fd < 0 ||
	    bind(fd, (struct sockaddr *)&name, sizeof(name)) < 0 ||
	    listen(fd, 16) < 0)
		return -1;
	return fd;
}

int abuse_sockets(void)
{
	if (listen_on_port() < 0 || listen_by_name() < 0)
		return broken("listen");
	for (int i = 0; i < CONNECTIONS; i++)
		(void)!write(connect_to_port(), "never read", 10);
	if (leave_process() != 0)
		return LEFT;
	for (;;)
		(void)pause();
}

/* Who closes first keeps the port until no packet can be on its way. */
int abuse_reuse_port(void)
{
	int server = listen_on_port(), client = connect_to_port();
	int served = accept(server, NULL, NULL);
	char byte;

	if (server < 0 || client < 0 || served < 0)
		return broken("connect");
	(void)close(served);
	(void)!read(client, &byte, 1);
	(void)close(client);
	return LEFT;
}

int abuse_probe(void)
{
	int id;

	if (listen_on_port() < 0)
		return broken("the port");
	if (connect_to_port() < 0)
		return broken("the loopback interface");
	if (path_mtu() != LOOPBACK_MTU)
		return broken("packets as large as they may be");
	if (listen_by_name() < 0)
		return broken("the abstract name");
	for (int i = 0; i < PROBES; i++)
		if (inotify_init() < 0)
			return broken("watches");
	if (mq_open("/probe", O_CREAT | O_RDWR, 0600, NULL) < 0 ||
	    mq_unlink("/probe") < 0)
		return broken("queues");
	id = shmget(PORT, SEGMENT, IPC_CREAT | IPC_EXCL | 0600);
	if (id < 0 || shmctl(id, IPC_RMID, NULL) < 0)
		return broken("shared memory");
	id = semget(PORT, 1, IPC_CREAT | IPC_EXCL | 0600);
	if (id < 0 || semctl(id, 0, IPC_RMID) < 0)
		return broken("semaphores");
	return SUCCEEDED;
}
