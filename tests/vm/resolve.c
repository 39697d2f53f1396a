/* SPDX-License-Identifier: MIT */
/*
 * Whether names resolve as programs count on it: the host's own, localhost and
 * back; one that nobody knows is unknown, and at once.
 *
 * Exit status: 0, or 1 when something is otherwise; it is told on stdout.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { AT_ONCE = 3 /* seconds */ };

static int wrong;

static void holds(const char *what, int true)
{
	if (true)
		return;
	printf("not so: %s\n", what);
	wrong = 1;
}

static int is_loopback(const char *name)
{
	struct addrinfo *list = NULL, *at;
	const struct sockaddr_in *address;
	int found;

	if (getaddrinfo(name, NULL, NULL, &list) != 0)
		return 0;
	found = list != NULL;
	/* The kernel has no IPv6: none of the answers may be of it. */
	for (at = list; at; at = at->ai_next) {
		address = (const struct sockaddr_in *)(void *)at->ai_addr;
		found = found && at->ai_family == AF_INET &&
			address->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
	}
	freeaddrinfo(list);
	return found;
}

int main(void)
{
	struct sockaddr_in here = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	char name[256] = "";
	struct addrinfo *none;
	time_t start = time(NULL);

	holds("a host name", gethostname(name, sizeof(name) - 1) == 0);
	holds("it is the host's address", is_loopback(name));
	holds("so is localhost", is_loopback("localhost"));
	holds("the address has a name",
	      getnameinfo((struct sockaddr *)&here, sizeof(here), name,
			  sizeof(name), NULL, 0, NI_NAMEREQD) == 0 &&
	      strcmp(name, "localhost") == 0);
	holds("another is unknown",
	      getaddrinfo("nobody.invalid", NULL, NULL, &none) != 0);
	holds("users are known", getpwuid(0) && getpwnam("job"));
	holds("at once", time(NULL) - start < AT_ONCE);
	return wrong;
}
