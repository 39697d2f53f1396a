/* SPDX-License-Identifier: MIT */
#include "host/qemu/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FOLDER/NAME; false when it is too long. */
static bool put_path(char ret_path[PATH_MAX], const char *folder, size_t length,
		     const char *name)
{
	int count = snprintf(ret_path, PATH_MAX, "%.*s/%s", (int)length,
			     folder, name);

	return count > 0 && count < PATH_MAX;
}

static bool executable(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       access(path, X_OK) == 0;
}

/* Where QEMU is put by distributions and by hand.  Batch systems start jobs
 * with a PATH that lacks them, or none. */
static const char usual[] =
	"/usr/local/bin:/usr/bin:/bin:/usr/libexec:/usr/local/sbin:/usr/sbin";

static bool find_in(const char *folders, const char *name,
		    char ret_path[PATH_MAX])
{
	size_t length;

	for (; folders && *folders; folders += length) {
		folders += *folders == ':';
		length = strcspn(folders, ":");
		/* An empty folder would be the current one: not taken. */
		if (length > 0 && put_path(ret_path, folders, length, name) &&
		    executable(ret_path))
			return true;
	}
	return false;
}

static bool find_in_path(const char *name, char ret_path[PATH_MAX])
{
	return find_in(getenv("PATH"), name, ret_path) ||
	       find_in(usual, name, ret_path);
}

static int find_wished(const char *wish, struct qemu *qemu, struct text *why)
{
	if (strchr(wish, '/') ? executable(wish) && realpath(wish, qemu->path)
			      : find_in_path(wish, qemu->path))
		return 0;
	text_put(why, "find QEMU: GVA_QEMU is set to ");
	text_put_escaped(why, wish, strlen(wish));
	text_put(why, ", which is no program that can be executed");
	return -ENOENT;
}

int qemu_find(struct qemu *qemu, struct text *why)
{
	const char *wish = getenv("GVA_QEMU");

	if (wish && *wish)
		return find_wished(wish, qemu, why);
	if (find_in_path("qemu-system-x86_64", qemu->path) ||
	    find_in_path("qemu-kvm", qemu->path))
		return 0;
	text_put(why, "find QEMU: no qemu-system-x86_64 or qemu-kvm in PATH or ");
	text_put(why, usual);
	text_put(why, "; install it, or set GVA_QEMU");
	return -ENOENT;
}

static bool take_firmware(struct qemu *qemu, const char *folder,
			  const char *name)
{
	char path[PATH_MAX];

	return put_path(path, folder, strlen(folder), name) &&
	       access(path, R_OK) == 0 && realpath(path, qemu->firmware);
}

void qemu_find_firmware(struct qemu *qemu, const struct profile *profile)
{
	static const char *const folders[] = {
		"/usr/share/qemu", "/usr/share/qemu-kvm",
		"/usr/local/share/qemu",
	};
	const char *name = profile->values[PROFILE_FIRMWARE];
	char real[PATH_MAX], folder[PATH_MAX];

	qemu->firmware[0] = '\0';
	if (!name[0])
		return;
	/* Beside the program first: PREFIX/bin and PREFIX/share. */
	if (realpath(qemu->path, real) &&
	    put_path(folder, real, (size_t)(strrchr(real, '/') - real),
		     "../share/qemu") && take_firmware(qemu, folder, name))
		return;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (take_firmware(qemu, folders[i], name))
			return;
	qemu->firmware[0] = '\0';
}
