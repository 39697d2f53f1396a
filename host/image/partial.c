/* SPDX-License-Identifier: MIT */
#include "host/image/partial.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"

static const char mark[32] = "gva: this image is half made\n";

bool image_partial_is(int fd)
{
	char bytes[sizeof(mark)];

	return file_read_at(fd, bytes, sizeof(bytes), 0) == 0 &&
	       memcmp(bytes, mark, sizeof(mark)) == 0;
}

static int lock(int fd)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (fcntl(fd, F_OFD_SETLK, &whole) == 0)
		return 0;
	/* A file system without locks is no reason to make no images. */
	return errno == EAGAIN || errno == EACCES ? -EBUSY : 0;
}

/* Whether `path` still names what is open. */
static bool is_at(int fd, const char *path)
{
	struct stat one, two;

	return fstat(fd, &one) == 0 && lstat(path, &two) == 0 &&
	       one.st_dev == two.st_dev && one.st_ino == two.st_ino;
}

static int create(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	return fd < 0 ? -errno : fd;
}

/* Makes the file anew in the place of one that nobody makes any more. */
static int replace(const char *path, struct text *why)
{
	int old = open(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	int err = -EEXIST;

	if (old >= 0 && image_partial_is(old)) {
		err = lock(old);
		if (err == 0 && !is_at(old, path))
			err = -EBUSY;
		if (err == 0 && unlink(path) < 0)
			err = -errno;
		if (err == 0)
			err = create(path);
	}
	file_close_read(old); /* nothing was written */
	if (err >= 0) {
		say("make %s: what a gva that was stopped left of it is made "
		    "anew", path);
		return err;
	}
	if (err == -EBUSY)
		return explain(why, err, "make %s: another gva is making it",
			       path);
	return explain(why, err, "make %s: %s", path, strerror(-err));
}

/* Lock and mark; its size is set later. */
static int begin(int fd)
{
	int err = lock(fd);

	return err ? err : file_write_at(fd, mark, sizeof(mark), 0);
}

int image_partial_open(const char *path, struct image_partial *ret,
		       struct text *why)
{
	int fd = create(path), err;

	if (fd == -EEXIST)
		fd = replace(path, why);
	else if (fd < 0)
		return explain(why, fd, "make %s: %s", path, strerror(-fd));
	if (fd < 0)
		return fd;
	*ret = (struct image_partial){ fd, path };
	err = begin(fd);
	if (err < 0) {
		image_partial_give_up(ret);
		return explain(why, err, "make %s: %s", path, strerror(-err));
	}
	return 0;
}

int image_partial_whole(struct image_partial *partial, struct text *why)
{
	static const char zeros[sizeof(mark)];
	const char *path = partial->path;
	int err = 0;

	/* The mark must not go before what it speaks of is there. */
	if (fsync(partial->fd) < 0)
		err = -errno;
	if (err == 0)
		err = file_write_at(partial->fd, zeros, sizeof(zeros), 0);
	if (err == 0 && fsync(partial->fd) < 0)
		err = -errno;
	/* Network file systems may tell of a full disk at close alone. */
	if (close(partial->fd) < 0 && err == 0)
		err = -errno;
	if (err == 0)
		return 0;
	(void)unlink(path); /* made by us; `why` tells the cause */
	return explain(why, err, "write %s: %s", path, strerror(-err));
}

void image_partial_give_up(struct image_partial *partial)
{
	(void)unlink(partial->path); /* made by us; the cause is told */
	(void)close(partial->fd);
}
