/* SPDX-License-Identifier: MIT */
#include "host/run/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/file.h"

/* OFD: its end is ours, not that of any descriptor of the file. */
static int lock_file(int fd, const char *path, bool fresh)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	struct stat held, named;

	if (fcntl(fd, F_OFD_SETLK, &lock) < 0)
		/* Where there are no locks, who makes the folder has it. */
		return fresh && errno != EAGAIN && errno != EACCES ? 0 :
								     -EBUSY;
	/* Whoever had it may have removed it meanwhile. */
	if (fstat(fd, &held) < 0 || stat(path, &named) < 0 ||
	    held.st_ino != named.st_ino)
		return -EBUSY;
	return 0;
}

/* Whether .work is what a gva of this user has left: no link, and of ours. */
static bool is_our_work(const char *work, const char *lock)
{
	struct stat status;

	return lstat(work, &status) == 0 && S_ISDIR(status.st_mode) &&
	       status.st_uid == geteuid() &&
	       (lstat(lock, &status) == 0 || file_count_names(work) == 0);
}

/* The lock lies in a file, as network file systems have none for folders. */
int run_lock_take(const char *work, const char *path, int *ret_fd)
{
	bool fresh = mkdir(work, 0700) == 0;
	int fd, err;

	if (!fresh && errno != EEXIST)
		return -errno;
	if (!fresh && !is_our_work(work, path))
		return -EEXIST;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
		  O_NONBLOCK, 0600);
	err = fd < 0 ? -errno : lock_file(fd, path, fresh);
	if (err == 0)
		*ret_fd = fd;
	else if (fd >= 0)
		(void)close(fd); /* nothing was written */
	else if (fresh)
		(void)rmdir(work); /* the first error is told */
	return err;
}
