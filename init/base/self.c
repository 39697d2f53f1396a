/* SPDX-License-Identifier: MIT */
#include "init/base/self.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

void self_prepare(void)
{
	sigset_t all;

	(void)sigfillset(&all);
	(void)sigprocmask(SIG_SETMASK, &all, NULL);
	(void)chdir("/");
}

bool self_is_first(void)
{
	static const char why[] =
		"gva: start init: it is made to be PID 1 of a machine\n";

	if (getpid() == 1)
		return true;
	(void)!write(STDERR_FILENO, why, sizeof(why) - 1);
	return false;
}

void self_stdio(void)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0)
		return;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		(void)dup2(null, fd);
	if (null > STDERR_FILENO)
		(void)close(null);
}
