/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

#include "host/base/file.h"
#include "host/qemu/kvm_memory.h"
#include "tests/unit/test.h"

static char folder[] = "kvm-memory.XXXXXX";
static char path[512];

static void nothing_is_known_at_first(void)
{
	char reason[256] = "";

	CHECK(!kvm_memory_read("q35", reason, sizeof(reason)));
	CHECK_STR(reason, "");
}

static void a_failure_is_remembered_for_that_machine(void)
{
	char reason[1024] = "";

	kvm_memory_write("q35");
	CHECK(kvm_memory_read("q35", reason, sizeof(reason)));
	CHECK(strstr(reason, "failed") && strstr(reason, path));
	CHECK(!kvm_memory_read("microvm", reason, sizeof(reason)));
	/* Again over what is there. */
	kvm_memory_write("q35");
	CHECK(kvm_memory_read("q35", reason, sizeof(reason)));
}

/* The host has started anew: another boot id. */
static void it_is_forgotten_when_the_host_starts_anew(void)
{
	static const char other[] = "00000000-0000-0000-0000-000000000000\n";
	char reason[256];

	CHECK(remove(path) == 0);
	CHECK(file_create(path, other, sizeof(other) - 1) == 0);
	CHECK(!kvm_memory_read("q35", reason, sizeof(reason)));
}

static void without_a_home_nothing_is_kept(void)
{
	char reason[256];

	CHECK(unsetenv("XDG_CACHE_HOME") == 0 && unsetenv("HOME") == 0);
	kvm_memory_write("q35");
	CHECK(!kvm_memory_read("q35", reason, sizeof(reason)));
}

int main(void)
{
	char real[256];
	struct utsname host;

	CHECK(mkdtemp(folder) && realpath(folder, real));
	CHECK(uname(&host) == 0 && setenv("XDG_CACHE_HOME", real, 1) == 0);
	(void)snprintf(path, sizeof(path), "%s/gva/kvm-fails-%s-q35", real,
		       host.nodename);
	nothing_is_known_at_first();
	a_failure_is_remembered_for_that_machine();
	it_is_forgotten_when_the_host_starts_anew();
	without_a_home_nothing_is_kept();
	return test_end();
}
