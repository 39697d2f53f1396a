/* SPDX-License-Identifier: MIT */
#include "host/run/out.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"

int run_out_hold(struct run_out *out)
{
	int fd = open(out->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &out->held) < 0)
		return fail(EXIT_HOST_FAILED, "read %s: %s", out->path,
			    strerror(errno));
	/* Held open, so that no new file gets its inode number. */
	out->fd = fd;
	return 0;
}

int run_out_check(const struct run_out *out, struct text *why)
{
	struct stat now;

	if (stat(out->path, &now) < 0)
		return explain(why, -errno, "read %s: %s", out->path,
			       strerror(errno));
	if (now.st_dev != out->held.st_dev ||
	    now.st_ino != out->held.st_ino)
		return explain(why, -EUCLEAN, "read %s: another file was put "
			       "in its place while the machine ran",
			       out->path);
	/* QEMU never changes it; what lies behind its end is none of it. */
	if (now.st_size < out->held.st_size)
		return explain(why, -EUCLEAN, "read %s: it was cut short while "
			       "the machine ran", out->path);
	return 0;
}

void run_out_close(struct run_out *out)
{
	if (out->fd > 0)
		file_close_read(out->fd);
	out->fd = 0;
}
