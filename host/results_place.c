/* SPDX-License-Identifier: MIT */
#include "results_place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NAME_BYTES_MAX = 255 };

bool place_name_ok(struct span name)
{
	return name.length > 0 && name.length <= NAME_BYTES_MAX &&
	       !memchr(name.bytes, '/', name.length) &&
	       !memchr(name.bytes, '\0', name.length) &&
	       !span_is(name, ".") && !span_is(name, "..");
}

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

	if (!place_name_ok(span_of(name)))
		return -EINVAL;
	fd = syscall(SYS_openat2, directory, name, &how, sizeof(how));
	if (fd < 0 && errno == ENOSYS)
		fd = openat(directory, name, flags | O_NOFOLLOW | O_CLOEXEC,
			    mode);
	return fd < 0 ? -errno : (int)fd;
}

int place_file(int directory, const char *name)
{
	return open_beneath(directory, name, O_RDWR | O_CREAT | O_EXCL, 0644);
}

int place_folder(int directory, const char *name)
{
	if (!place_name_ok(span_of(name)))
		return -EINVAL;
	if (mkdirat(directory, name, 0755) < 0)
		return -errno;
	return open_beneath(directory, name, O_RDONLY | O_DIRECTORY, 0);
}

/* As chmod +x does: whoever may read it, the umask having been heard, may
 * execute it. */
static int make_executable(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	return fchmod(fd, (stat.st_mode & 0666) |
		      (stat.st_mode & 0444) >> 2) < 0 ? -errno : 0;
}

int place_done(int fd, bool executable, time_t mtime)
{
	const struct timespec times[2] = {
		{ .tv_nsec = UTIME_OMIT }, { .tv_sec = mtime }
	};
	int err = executable ? make_executable(fd) : 0;

	if (!err && futimens(fd, times) < 0)
		err = -errno;
	if (close(fd) < 0 && !err)
		err = -errno;
	return err;
}
