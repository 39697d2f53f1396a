/* SPDX-License-Identifier: MIT */
/*
 * Descriptors that are sent through sockets and never received: they belong to
 * no process, and stay open until the kernel looks for such.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	HELD = 6,
	LEVELS = 2000, /* in flight: as many sockets as descriptors at most */
	ROOM = 4 << 20,
};

static int send_files(int to, const int *fds, size_t count)
{
	char control[CMSG_SPACE(HELD * sizeof(int))] = { 0 }, byte = 'x';
	struct iovec vector = { &byte, 1 };
	struct msghdr message = {
		.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control,
		.msg_controllen = (socklen_t)CMSG_SPACE(count * sizeof(int)),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = (socklen_t)CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(header), fds, count * sizeof(int));
	return sendmsg(to, &message, 0) < 0 ? -1 : 0;
}

/* What is to stay open: a port, a file of /out that has no name, one of /app
 * that is written to, stdout. */
static int open_held(int ret_fds[4])
{
	ret_fds[0] = listen_on_port();
	ret_fds[1] = open("/out/nameless", O_CREAT | O_RDWR, 0600);
	ret_fds[2] = open("/app/kept", O_RDWR);
	ret_fds[3] = STDOUT_FILENO;
	(void)unlink("/out/nameless");
	return ret_fds[0] < 0 || ret_fds[1] < 0 || ret_fds[2] < 0 ? -1 : 0;
}

/* Two sockets that are on their way to each other. */
int abuse_cycle(void)
{
	int fds[HELD];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fds + 4) < 0)
		return broken("make sockets");
	if (open_held(fds) < 0)
		return broken("open what is to stay open");
	if (send_files(fds[4], fds, HELD) < 0 ||
	    send_files(fds[5], fds, HELD) < 0)
		return broken("send descriptors");
	return LEFT;
}

/* Sockets that are on their way through sockets that are on their way, and so
 * on; the outermost goes to itself. */
int abuse_chain(void)
{
	int ends[2], outer[2], spare[2], held[4];

	hoard_files();
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM, 0, spare) < 0 ||
	    send_files(spare[0], spare, 2) < 0)
		return broken("make sockets");
	if (open_held(held) < 0 || posix_fallocate(held[1], 0, ROOM) != 0)
		return broken("open what is to stay open");
	if (send_files(ends[0], held, 4) < 0)
		return broken("send descriptors");
	for (int i = 0; i < LEVELS; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, outer) < 0)
			return broken("make sockets");
		if (send_files(outer[0], ends, 2) < 0) {
			if (errno != ETOOMANYREFS)
				return broken("send sockets");
			break;
		}
		(void)close(ends[0]);
		(void)close(ends[1]);
		memcpy(ends, outer, sizeof(ends));
	}
	/* Makes room where there are too many. */
	(void)!read(spare[1], outer, 1);
	if (send_files(ends[0], ends, 2) < 0)
		return broken("send the outermost");
	return LEFT;
}
