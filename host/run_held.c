/* SPDX-License-Identifier: MIT */
/* run_held: the out image of a run is one file from its start to its end.
 * Who may write to its folder can put another in its place meanwhile, by a
 * mistake too; what that says is of another job. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "host/run.h"

#include "host/reason.h"
#include "host/say.h"

int run_hold_out(struct run *run)
{
	int fd = open(run->out_image, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &run->out_held) < 0)
		return fail(EXIT_HOST_FAILED, "read %s: %s", run->out_image,
			    strerror(errno));
	/* Held open, so that no new file gets its inode number. */
	run->out_fd = fd;
	return 0;
}

int run_check_held(const struct run *run, struct text *why)
{
	struct stat now;

	if (stat(run->out_image, &now) < 0)
		return explain(why, -errno, "read %s: %s", run->out_image,
			       strerror(errno));
	if (now.st_dev != run->out_held.st_dev ||
	    now.st_ino != run->out_held.st_ino)
		return explain(why, -EUCLEAN, "read %s: another file was put "
			       "in its place while the machine ran",
			       run->out_image);
	/* QEMU never changes it; what lies behind its end is none of it. */
	if (now.st_size < run->out_held.st_size)
		return explain(why, -EUCLEAN, "read %s: it was cut short while "
			       "the machine ran", run->out_image);
	return 0;
}
