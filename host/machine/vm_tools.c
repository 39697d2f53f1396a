/* SPDX-License-Identifier: MIT */
#include "host/machine/vm_tools.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/machine/parts.h"

static int append_file(int to, const char *path)
{
	int from = open(path, O_RDONLY | O_CLOEXEC), err = 0;
	ssize_t count = 1;

	if (from < 0)
		return -errno;
	while (count > 0) {
		count = sendfile(to, from, NULL, 1 << 20);
		if (count < 0 && errno == EINTR)
			count = 1;
		else if (count < 0)
			err = -errno;
	}
	file_close_read(from);
	return err;
}

/* The kernel looks for the next archive at a multiple of 4 bytes, behind
 * zeros (Linux init/initramfs.c). */
static int align(int fd)
{
	off_t end = lseek(fd, 0, SEEK_END);

	if (end < 0 || ftruncate(fd, (end + 3) / 4 * 4) < 0 ||
	    lseek(fd, 0, SEEK_END) < 0)
		return -errno;
	return 0;
}

int vm_add_tools(struct vm *vm, const char *path)
{
	char tools[PATH_MAX];
	struct reason reason;
	struct text *why = reason_init(&reason);
	int to, err;

	if (parts_find("tools.cpio", tools, why) < 0)
		return 0;
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	err = to < 0 ? -errno : append_file(to, vm->initrd);
	if (err == 0)
		err = align(to);
	if (err == 0)
		err = append_file(to, tools);
	if (to >= 0 && close(to) < 0 && err == 0)
		err = -errno;
	if (err < 0)
		return fail(EXIT_HOST_FAILED, "make %s: %s", path,
			    strerror(-err));
	(void)snprintf(vm->initrd, sizeof(vm->initrd), "%s", path);
	return 0;
}
