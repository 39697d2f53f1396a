/* SPDX-License-Identifier: MIT */
#include "init/out/ballast.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/sys.h"

/* The ends of two streams that were cut, a record, and what a folder and the
 * extents of files may need: 256 KiB; four times that, as it costs nothing. */
enum { BALLAST_BYTES = 1 << 20 };

static int open_file(int out_fd)
{
	return sys_open_file(out_fd, TREE_BALLAST, O_WRONLY | O_CREAT, 0600);
}

int ballast_take(int out_fd)
{
	int fd = open_file(out_fd), err = 0;

	if (fd < 0)
		return fd;
	if (fallocate(fd, 0, 0, BALLAST_BYTES) < 0)
		err = -errno;
	(void)close(fd); /* nothing was written */
	return err;
}

int ballast_release(int out_fd)
{
	int fd = open_file(out_fd), err = 0;

	if (fd < 0)
		return fd;
	/* What a transaction frees can be had when it is committed. */
	if (ftruncate(fd, 0) < 0 || fsync(fd) < 0)
		err = -errno;
	(void)close(fd); /* nothing was written */
	return err;
}
