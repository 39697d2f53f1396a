/* SPDX-License-Identifier: MIT */
#include "host/pack/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/signals.h"

enum { PIECE = 1 << 16, LOOK_MS = 200 };

/* In the folder of `image`. */
static int make_nameless(const char *image)
{
	char path[PATH_MAX];
	const char *slash = strrchr(image, '/');
	int length = slash ? (int)(slash - image) + 1 : 0, fd;

	if (snprintf(path, sizeof(path), "%.*s.gva-stdin.XXXXXX", length,
		     image) >= (int)sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path); /* it was made a moment ago */
	return fd;
}

static int copy(int to)
{
	char bytes[PIECE];
	ssize_t count = 1;
	int err = 0;

	while (count > 0 && !err) {
		struct pollfd stdin_ = { STDIN_FILENO, POLLIN, 0 };

		if (signals_came())
			return -EINTR;
		if (poll(&stdin_, 1, LOOK_MS) <= 0)
			continue; /* nothing yet */
		count = read(STDIN_FILENO, bytes, sizeof(bytes));
		err = count < 0 ? -errno :
		      file_write_all(to, bytes, (size_t)count);
	}
	return err;
}

int spool_stdin(const char *image, struct text *why)
{
	int fd = make_nameless(image), err;

	if (fd < 0)
		return explain(why, -errno, "make a file beside %s for what "
			       "comes from stdin: %s", image, strerror(errno));
	err = copy(fd);
	if (err == 0)
		return fd;
	(void)close(fd); /* what is in it is given up */
	return err == -EINTR ?
	       explain(why, err, "read stdin: stopped by a signal") :
	       explain(why, err, "copy stdin to a file beside %s: %s", image,
		       strerror(-err));
}
