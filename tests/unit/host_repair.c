/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/image/image.h"
#include "host/machine/repair.h"
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
	CHECK(repair(&image, NULL, &why) < 0);
	CHECK(strstr(bytes, "no machine could be started"));
	CHECK(sigprocmask(SIG_BLOCK, NULL, &after) == 0);
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		CHECK(sigismember(&before, signo) ==
		      sigismember(&after, signo));
}

static void put_file(const char *dir, const char *name, const char *bytes,
		     mode_t mode)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	CHECK(file && fputs(bytes, file) >= 0 && fclose(file) == 0);
	CHECK(chmod(path, mode) == 0);
}

/* All parts that a machine needs, and a QEMU that never answers. */
static void make_parts(const char *dir)
{
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/profiles", dir);
	CHECK(mkdir(path, 0700) == 0);
	put_file(dir, "profiles/q35.conf",
		 "MACHINE=q35\nKERNEL=vmlinux\nACCEL_KVM=kvm\nACCEL_TCG=tcg\n"
		 "CPU_KVM=host\nCPU_TCG=max\nDISK_DEVICE=disk\n"
		 "RNG_DEVICE=rng\nPOWER_OFF=shutdown\n", 0600);
	put_file(dir, "vmlinux", "kernel", 0600);
	put_file(dir, "initramfs.cpio", "070701", 0600);
	put_file(dir, "qemu", "#!/bin/sh\nexec sleep 1000\n", 0700);
	(void)snprintf(path, sizeof(path), "%s/qemu", dir);
	CHECK(setenv("GVA_QEMU", path, 1) == 0);
	CHECK(setenv("GVA_LIB", dir, 1) == 0);
}

/* Also where no machine follows its answers. */
static void the_qemu_that_was_asked_is_ended(void)
{
	struct image image = { .path = "app.img", .roles = ROLE_APP };
	char dir[] = "/tmp/gva-unit.XXXXXX", command[64], bytes[8192];
	struct text why;

	CHECK(mkdtemp(dir) != NULL);
	make_parts(dir);
	text_init(&why, bytes, sizeof(bytes));
	CHECK(repair(&image, NULL, &why) == -EINVAL);
	CHECK(strstr(bytes, "its label says gva-app"));
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	CHECK(system(command) == 0);
}

int main(void)
{
	signals_are_as_before();
	the_qemu_that_was_asked_is_ended();
	return test_end();
}
