/* SPDX-License-Identifier: MIT */
/*
 * Attacks on the machine: its power, clock, names, console, processors.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	HOUR = 3600,
	READ_ALL = 3,		   /* Linux, syslog(2) */
	SCHED_DEADLINE_POLICY = 6, /* Linux linux/sched.h */
	IOPRIO_WHO_PROCESS = 1,	   /* Linux linux/ioprio.h */
	IOPRIO_REALTIME = 1 << 13,
	MILLISECOND_NS = 1000000,
};

static const struct {
	const char *name;
	long number;
} absent[] = {
	{ "bpf", SYS_bpf },
	{ "finit_module", SYS_finit_module },
	{ "init_module", SYS_init_module },
	{ "io_uring_setup", SYS_io_uring_setup },
	{ "keyctl", SYS_keyctl },
	{ "kexec_load", SYS_kexec_load },
	{ "modify_ldt", SYS_modify_ldt },
	{ "swapon", SYS_swapon },
	{ "userfaultfd", SYS_userfaultfd },
};

int abuse_reboot(void)
{
	sync();
	return tried(reboot(RB_AUTOBOOT), "reboot");
}

int abuse_power_off(void)
{
	sync();
	return tried(reboot(RB_POWER_OFF), "power off");
}

int abuse_ports(void)
{
	if (syscall(SYS_ioperm, 0x501, 1, 1) == 0)
		return SUCCEEDED;
	return tried(syscall(SYS_iopl, 3), "get at ports");
}

int abuse_absent(void)
{
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		long result = syscall(absent[i].number, 0, 0, 0, 0, 0);

		if (result >= 0 || errno != ENOSYS) {
			printf("%s is there\n", absent[i].name);
			return SUCCEEDED;
		}
	}
	return DENIED;
}

int abuse_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	now.tv_sec += HOUR;
	if (clock_settime(CLOCK_REALTIME, &now) < 0)
		return tried(-1, "set the clock");
	now.tv_sec -= HOUR;
	return tried(clock_settime(CLOCK_REALTIME, &now), "set it back");
}

int abuse_frequency(void)
{
	struct timex slow = { .modes = ADJ_FREQUENCY, .freq = 500L << 16 };
	struct timex right = { .modes = ADJ_FREQUENCY };

	if (adjtimex(&slow) < 0)
		return tried(-1, "set the clock's rate");
	return tried(adjtimex(&right), "set it back");
}

int abuse_host_name(void)
{
	if (sethostname("planted", 7) < 0)
		return tried(-1, "set the host name");
	return tried(sethostname("gva", 3), "set it back");
}

/* What everybody does on a processor, the kernel included. */
int abuse_counters(void)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(event),
		.config = PERF_COUNT_SW_CPU_CLOCK,
	};

	return tried(syscall(SYS_perf_event_open, &event, -1, 0, -1, 0),
		     "count events");
}

int abuse_kernel_log(void)
{
	static char log[65536];

	return tried(klogctl(READ_ALL, log, sizeof(log)),
		     "read the kernel's log");
}

int abuse_loopback(void)
{
	struct ifreq request = { .ifr_name = "lo" };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return broken("make a socket");
	if (control(fd, SIOCSIFFLAGS, &request) < 0)
		return tried(-1, "stop the loopback interface");
	request.ifr_flags = IFF_UP;
	return tried(control(fd, SIOCSIFFLAGS, &request), "start it again");
}

/* A terminal of its own, as the controlling one. */
static int own_terminal(void)
{
	char path[32];
	int number, zero = 0;
	int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (master < 0 || control(master, TIOCSPTLCK, &zero) < 0 ||
	    control(master, TIOCGPTN, &number) < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "/dev/pts/%d", number);
	if (fork() != 0)
		return -2; /* a session is made by one that leads none */
	(void)setsid();
	return open(path, O_RDWR | O_CLOEXEC);
}

/* The end of the child that own_terminal() has made. */
static int of_child(void)
{
	int status = 0;

	return wait4(-1, &status, 0, NULL) < 0 ? BROKEN : status >> 8;
}

int abuse_type(void)
{
	int terminal = own_terminal();
	char byte[] = "x";

	if (terminal == -2)
		return of_child();
	if (terminal < 0)
		_exit(broken("make a terminal"));
	/* EIO: typing for others is off in this kernel. */
	if (control(terminal, TIOCSTI, byte) < 0)
		_exit(errno == EIO ? DENIED : tried(-1, "type for others"));
	_exit(SUCCEEDED);
}

int abuse_console(void)
{
	int terminal = own_terminal();

	if (terminal == -2)
		return of_child();
	if (terminal < 0)
		_exit(broken("make a terminal"));
	_exit(tried(control(terminal, TIOCCONS, NULL), "become the console"));
}

int abuse_hangup(void)
{
	return tried(vhangup(), "hang up");
}

int abuse_realtime(void)
{
	const struct sched_param highest = { .sched_priority = 99 };

	return tried(syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &highest),
		     "run before all others");
}

int abuse_deadline(void)
{
	struct {
		uint32_t size, policy;
		uint64_t flags;
		int32_t nice;
		uint32_t priority;
		uint64_t runtime, deadline, period;
	} attributes = {
		.size = sizeof(attributes), .policy = SCHED_DEADLINE_POLICY,
		.runtime = 9 * MILLISECOND_NS, .deadline = 10 * MILLISECOND_NS,
		.period = 10 * MILLISECOND_NS,
	};

	return tried(syscall(SYS_sched_setattr, 0, &attributes, 0),
		     "run by a deadline");
}

int abuse_io_priority(void)
{
	return tried(syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0,
			     IOPRIO_REALTIME), "write before all others");
}

int abuse_limits(void)
{
	const struct rlimit more = { 1 << 20, 1 << 20 };

	return tried(setrlimit(RLIMIT_NOFILE, &more), "raise a limit");
}

int abuse_nice(void)
{
	return tried(setpriority(PRIO_PROCESS, 0, -20), "be less nice");
}
