/* SPDX-License-Identifier: MIT */
#include "host/results/place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/reader/parcel.h"

/* One component, never a symbolic link, on the same mount.  Linux before 5.6
 * (RHEL 8) has no openat2(2); a single checked component with O_NOFOLLOW is
 * safe without it, so that is a second lock on the door. */
static int open_beneath(int directory, const char *name, int flags,
			mode_t mode)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
		.mode = mode,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
	};
	long fd;

	if (!parcel_name_plain(span_of(name)))
		return -EINVAL;
	fd = syscall(SYS_openat2, directory, name, &how, sizeof(how));
	if (fd < 0 && errno == ENOSYS)
		fd = openat(directory, name, flags | O_NOFOLLOW | O_CLOEXEC,
			    mode);
	return fd < 0 ? -errno : (int)fd;
}

int place_file(int directory, const char *name)
{
	return open_beneath(directory, name, O_RDWR | O_CREAT | O_EXCL, 0600);
}

int place_folder(int directory, const char *name)
{
	if (!parcel_name_plain(span_of(name)))
		return -EINVAL;
	if (mkdirat(directory, name, 0700) < 0)
		return -errno;
	return open_beneath(directory, name, O_RDONLY | O_DIRECTORY, 0);
}

/* The process's own, which is only told to whoever sets another; gva has one
 * thread, so nothing is made meanwhile. */
static mode_t umask_now(void)
{
	mode_t mask = umask(077);

	(void)umask(mask);
	return mask;
}

static int set_mode(int fd, mode_t mode)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	mode = (mode & 0777 & ~umask_now()) |
	       (S_ISDIR(stat.st_mode) ? 0700 : 0400);
	return fchmod(fd, mode) < 0 ? -errno : 0;
}

int place_done(int fd, mode_t mode, const struct timespec *mtime)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT }, *mtime
	};
	int err = set_mode(fd, mode);

	if (!err && futimens(fd, times) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}
