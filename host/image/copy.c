/* SPDX-License-Identifier: MIT */
/* image_copy: a copy of an image that shares blocks with it where the host's
 * file system can, and has its holes where it cannot; see image.h. */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/image.h"

enum { COPY_SIZE = 1 << 20 };

static int copy_run(int from, int to, char *bytes, off_t at, off_t end)
{
	while (at < end) {
		size_t wanted = end - at < COPY_SIZE ? (size_t)(end - at) :
						       COPY_SIZE;
		int err = file_read_at(from, bytes, wanted, at);

		if (!err)
			err = file_write_at(to, bytes, wanted, at);
		if (err < 0)
			return err;
		at += (off_t)wanted;
	}
	return 0;
}

static int copy_runs(int from, int to, off_t size)
{
	char *bytes = malloc(COPY_SIZE);
	int err = bytes ? 0 : -ENOMEM;
	off_t at = 0;

	while (!err && at < size) {
		off_t data = lseek(from, at, SEEK_DATA);
		off_t end = data < 0 ? -1 : lseek(from, data, SEEK_HOLE);

		if (data < 0 && errno == ENXIO)
			break; /* a hole up to the end */
		if (data < 0 && errno == EINVAL) {
			data = at; /* a block device: no holes are told */
			end = size;
		}
		if (end < 0)
			err = -errno;
		else
			err = copy_run(from, to, bytes, data, end);
		at = end;
	}
	free(bytes);
	return err;
}

static int copy(int from, int to, uint64_t size)
{
	if (ioctl(to, FICLONE, from) == 0)
		return 0;
	if (ftruncate(to, (off_t)size) < 0)
		return -errno;
	return copy_runs(from, to, (off_t)size);
}

int image_copy(const struct image *image, const char *path, struct text *why)
{
	int from = open(image->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int to, err;

	if (from < 0)
		return explain(why, -errno, "read %s: %s", image->path,
			       strerror(errno));
	to = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (to < 0) {
		err = -errno;
		file_close_read(from);
		return explain(why, err, "make %s: %s", path, strerror(-err));
	}
	err = copy(from, to, image->bytes);
	file_close_read(from);
	if (close(to) < 0 && !err)
		err = -errno;
	if (err < 0) {
		(void)unlink(path); /* made above; `why` tells the cause */
		return explain(why, err, "copy %s to %s: %s", image->path,
			       path, strerror(-err));
	}
	return 0;
}
