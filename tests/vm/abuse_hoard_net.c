/* SPDX-License-Identifier: MIT */
/*
 * Attacks by memory that sockets hold; see abuse_hoard.c.
 */
#include "tests/vm/abuse.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <netinet/ip_icmp.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	MESSAGE = 40000,
	QUEUE_BYTES = 160000, /* of messages, that any socket takes */
	STREAM_BYTES = 128 << 10,
	CONNECTIONS = 1000, /* of a listener */
	CONNECTION_BYTES = 2304, /* struct tcp_sock */
};

static char message[MESSAGE];

/* An own address of the loopback interface for each number. */
static struct sockaddr_in address(int number)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(4000),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)number),
	};
}

/* Messages until nothing more is taken. */
static void flood(int fd, const struct sockaddr *to, socklen_t length)
{
	for (int i = 0; i < QUEUE_BYTES / MESSAGE; i++)
		if (sendto(fd, message, MESSAGE, MSG_DONTWAIT, to, length) < 0)
			return;
}

int abuse_hoard_netlink(void)
{
	int from = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);

	hoard_files();
	for (int i = 0; hoard_more(i, QUEUE_BYTES); i++) {
		struct sockaddr_nl to = { .nl_family = AF_NETLINK };
		socklen_t length = sizeof(to);
		int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);

		if (fd < 0 || bind(fd, (struct sockaddr *)&to, length) < 0 ||
		    getsockname(fd, (struct sockaddr *)&to, &length) < 0)
			return broken("make a socket");
		flood(from, (struct sockaddr *)&to, sizeof(to));
	}
	return SUCCEEDED;
}

int abuse_hoard_datagrams(void)
{
	int from = socket(AF_INET, SOCK_DGRAM, 0);

	hoard_files();
	for (int i = 0; hoard_more(i, QUEUE_BYTES); i++) {
		struct sockaddr_in to = address(i);
		int fd = socket(AF_INET, SOCK_DGRAM, 0);

		if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
			return broken("make a socket");
		flood(from, (struct sockaddr *)&to, sizeof(to));
	}
	return SUCCEEDED;
}

/* The kernel itself makes the answers to an echo request, and they are what
 * this socket is sent. */
int abuse_hoard_echoes(void)
{
	struct icmphdr *request = (struct icmphdr *)message;

	request->type = ICMP_ECHO;
	request->checksum = htons(0xf7ff); /* the rest is zeros */
	hoard_files();
	for (int i = 0; hoard_more(i, QUEUE_BYTES); i++) {
		struct sockaddr_in own = address(2 * i),
				   other = address(2 * i + 1);
		int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

		if (fd < 0 || bind(fd, (struct sockaddr *)&own,
				   sizeof(own)) < 0)
			return broken("make a socket");
		flood(fd, (struct sockaddr *)&other, sizeof(other));
	}
	return SUCCEEDED;
}

/* Connections that were made, and never accepted: they are the kernel's, as
 * their other ends are closed. */
int abuse_hoard_connections(void)
{
	int listener = -1;

	hoard_files();
	for (int i = 0; hoard_more(i, CONNECTION_BYTES); i++) {
		struct sockaddr_in to = address(i / CONNECTIONS);
		int fd = socket(AF_INET, SOCK_STREAM, 0);

		if (i % CONNECTIONS == 0) {
			listener = socket(AF_INET, SOCK_STREAM, 0);
			if (bind(listener, (struct sockaddr *)&to,
				 sizeof(to)) < 0 ||
			    listen(listener, CONNECTIONS) < 0)
				return broken("listen");
		}
		if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0)
			return broken("connect");
		(void)close(fd);
	}
	return SUCCEEDED;
}

int abuse_hoard_streams(void)
{
	struct sockaddr_in to = address(0);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	hoard_files();
	if (bind(listener, (struct sockaddr *)&to, sizeof(to)) < 0 ||
	    listen(listener, 1) < 0)
		return broken("listen");
	for (int i = 0; hoard_more(i, STREAM_BYTES); i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);

		if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0 ||
		    accept(listener, NULL, NULL) < 0)
			return broken("connect");
		for (int j = 0; j < STREAM_BYTES / MESSAGE; j++)
			(void)send(fd, message, MESSAGE, MSG_DONTWAIT);
	}
	return SUCCEEDED;
}
