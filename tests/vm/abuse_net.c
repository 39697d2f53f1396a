/* SPDX-License-Identifier: MIT */
/*
 * What a script may leave in the network of the machine, without a process of
 * its own that is left.
 */
#include "tests/vm/abuse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	SMALL_MTU = 552,
	FORGED_TRIES = 50,
	TRY_MS = 20,
	TTL_MAX = 255,
};

/* "A packet of yours was too large for the way": its header, and what it
 * carries of the packet. */
struct forged {
	struct icmphdr icmp;
	struct iphdr ip;
	struct udphdr udp;
	char rest[8];
};

static struct sockaddr_in loopback(in_port_t port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET, .sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

/* RFC 1071. */
static uint16_t checksum(const void *bytes, size_t length)
{
	const unsigned char *at = bytes;
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < length; i += 2)
		sum += (uint32_t)(at[i] << 8 | at[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static int connected(in_port_t from, in_port_t to)
{
	struct sockaddr_in here = loopback(from), there = loopback(to);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	return fd < 0 ||
	       bind(fd, (struct sockaddr *)&here, sizeof(here)) < 0 ||
	       connect(fd, (struct sockaddr *)&there, sizeof(there)) < 0 ?
		-1 : fd;
}

int path_mtu(void)
{
	int fd = connected(0, 6666), mtu = -1;
	socklen_t length = sizeof(mtu);

	if (fd < 0 || getsockopt(fd, IPPROTO_IP, IP_MTU, &mtu, &length) < 0)
		mtu = -1;
	if (fd >= 0)
		(void)close(fd);
	return mtu;
}

int abuse_path_mtu(void)
{
	struct sockaddr_in there = loopback(0);
	struct forged forged = {
		.icmp = { .type = ICMP_DEST_UNREACH, .code = ICMP_FRAG_NEEDED,
			  .un.frag.mtu = htons(SMALL_MTU) },
		.ip = { .version = 4, .ihl = 5, .tot_len = htons(2000),
			.ttl = 64, .protocol = IPPROTO_UDP,
			.frag_off = htons(IP_DF),
			.saddr = htonl(INADDR_LOOPBACK),
			.daddr = htonl(INADDR_LOOPBACK) },
		.udp = { .source = htons(5555), .dest = htons(6666),
			 .len = htons(1980) },
	};
	int raw = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

	if (raw < 0 || connected(5555, 6666) < 0)
		return broken("make sockets");
	forged.ip.check = checksum(&forged.ip, sizeof(forged.ip));
	forged.icmp.checksum = checksum(&forged, sizeof(forged));
	for (int i = 0; i < FORGED_TRIES && path_mtu() != SMALL_MTU; i++) {
		if (sendto(raw, &forged, sizeof(forged), 0,
			   (struct sockaddr *)&there, sizeof(there)) < 0)
			return broken("send a message");
		(void)poll(NULL, 0, TRY_MS);
	}
	/* It is for this script only; the next one tells. */
	return path_mtu() == SMALL_MTU ? LEFT : broken("forge a message");
}

/* Each end takes none of the other's packets any more, so that what was sent
 * is sent again, for minutes, by sockets that nobody has open. */
int abuse_deaf_ends(void)
{
	int ttl = TTL_MAX, server = listen_on_port();
	int client = connect_to_port(), served = accept(server, NULL, NULL);

	if (server < 0 || client < 0 || served < 0)
		return broken("connect");
	if (setsockopt(client, IPPROTO_IP, IP_MINTTL, &ttl, sizeof(ttl)) < 0 ||
	    setsockopt(served, IPPROTO_IP, IP_MINTTL, &ttl, sizeof(ttl)) < 0)
		return broken("take no packets");
	(void)!write(served, "never taken", 11);
	(void)!write(client, "never taken", 11);
	return LEFT;
}
