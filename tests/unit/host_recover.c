/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdlib.h>

#include "host/image.h"
#include "host/recover.h"
#include "tests/unit/test.h"

/* A repair that fails leaves the signals as they were: who reads the image
 * next must hear a ^C. */
static void signals_are_as_before(void)
{
	struct image image = { .path = "out.img" };
	char bytes[512];
	sigset_t before, after;
	struct text why;

	CHECK(setenv("GVA_QEMU", "/nonexistent/qemu", 1) == 0);
	(void)sigemptyset(&before);
	(void)sigaddset(&before, SIGUSR2);
	CHECK(sigprocmask(SIG_SETMASK, &before, NULL) == 0);
	text_init(&why, bytes, sizeof(bytes));
	CHECK(recover(&image, NULL, &why) < 0);
	CHECK(strstr(bytes, "no machine could be started"));
	CHECK(sigprocmask(SIG_BLOCK, NULL, &after) == 0);
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		CHECK(sigismember(&before, signo) ==
		      sigismember(&after, signo));
}

int main(void)
{
	signals_are_as_before();
	return test_end();
}
