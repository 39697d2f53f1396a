/* SPDX-License-Identifier: MIT */
#include "host/qemu/kvm_memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/base/file.h"

enum { BOOT_ID_SIZE = 40 };

/* With its newline; each start of the host has another (random(4)). */
static bool read_boot_id(char ret[BOOT_ID_SIZE])
{
	size_t length;

	if (file_read("/proc/sys/kernel/random/boot_id", ret, BOOT_ID_SIZE - 1,
		      &length) < 0)
		return false;
	ret[length] = '\0';
	return length > 0;
}

/* The folders are made with `make`. */
static bool find_path(const char *machine, bool make, char ret[PATH_MAX])
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct utsname host;
	size_t length;
	int count;

	if (uname(&host) < 0 || strchr(host.nodename, '/'))
		return false;
	if (cache && cache[0] == '/')
		count = snprintf(ret, PATH_MAX, "%s", cache);
	else if (home && home[0] == '/')
		count = snprintf(ret, PATH_MAX, "%s/.cache", home);
	else
		return false;
	if (count < 0 || count >= PATH_MAX - 256)
		return false;
	if (make)
		(void)mkdir(ret, 0700); /* writing the file tells */
	length = (size_t)count;
	length += (size_t)snprintf(ret + length, PATH_MAX - length, "/gva");
	if (make)
		(void)mkdir(ret, 0700);
	count = snprintf(ret + length, PATH_MAX - length, "/kvm-fails-%s-%s",
			 host.nodename, machine);
	return count > 0 && (size_t)count < PATH_MAX - length;
}

bool kvm_memory_read(const char *machine, char *reason, size_t size)
{
	char path[PATH_MAX], boot[BOOT_ID_SIZE], bytes[BOOT_ID_SIZE];
	struct stat status;
	size_t length;

	if (!find_path(machine, false, path) || !read_boot_id(boot) ||
	    lstat(path, &status) < 0 || !S_ISREG(status.st_mode) ||
	    file_read(path, bytes, sizeof(bytes), &length) < 0 ||
	    length != strlen(boot) || memcmp(bytes, boot, length) != 0)
		return false;
	(void)snprintf(reason, size, "KVM failed here before; to try again, "
		       "remove %s", path);
	return true;
}

void kvm_memory_write(const char *machine)
{
	char path[PATH_MAX], boot[BOOT_ID_SIZE];

	if (!find_path(machine, true, path) || !read_boot_id(boot))
		return;
	(void)unlink(path); /* of an earlier start of the host */
	(void)file_create(path, boot, strlen(boot));
}
