/* SPDX-License-Identifier: MIT */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sys.h"

static const char host_name[] = "gva";
static const char clock_source[] =
	"/sys/devices/system/clocksource/clocksource0/current_clocksource";

void guest_self(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)chdir("/");
}

void guest_stdio(void)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0)
		return;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
	if (null > STDERR_FILENO)
		(void)close(null);
}

static int loopback_up(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0)
		return -errno;
	request.ifr_flags = IFF_UP;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		err = -errno;
	(void)close(fd);
	return err;
}

int guest_system(struct boot *boot)
{
	char *clock = boot->status.clock;
	size_t length = 0;
	int err = loopback_up();

	if (err < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "start loopback", err);
	if (sethostname(host_name, sizeof(host_name) - 1) < 0)
		return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
				       "set host name", -errno);
	(void)sys_read_path(AT_FDCWD, clock_source, clock, CLOCK_NAME_MAX,
			    &length);
	clock[strcspn(clock, "\n")] = '\0';
	return 0;
}
