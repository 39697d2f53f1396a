/* SPDX-License-Identifier: MIT */
/* no_end: stands in, at the link (-Wl,--wrap), for what ends a machine, so that
 * a test sees the next rung.  The kernel's command line says which, and PID 1
 * finds it in its environment:
 *
 *	no_end=reboot  reboot(2) has no effect
 *	no_end=fork    fork(2) of the watchdog does not come back */
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *kind;

int __real_reboot(int command);
pid_t __real_fork(void);
int __wrap_reboot(int command);
pid_t __wrap_fork(void);

/* Before main: PID 1 may empty its environment. */
__attribute__((constructor)) static void choose(void)
{
	kind = getenv("no_end");
}

static int is(const char *word)
{
	return kind && strcmp(kind, word) == 0;
}

int __wrap_reboot(int command)
{
	return is("reboot") ? 0 : __real_reboot(command);
}

pid_t __wrap_fork(void)
{
	while (is("fork") && syscall(SYS_gettid) != getpid())
		(void)pause();
	return __real_fork();
}
