/* SPDX-License-Identifier: MIT */
#include "init/base/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int sys_write_all(int fd, const void *bytes, size_t length)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t count = write(fd, from, length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		from += count;
		length -= (size_t)count;
	}
	return 0;
}

int sys_pwrite_all(int fd, const void *bytes, size_t length, uint64_t offset)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t count = pwrite(fd, from, length, (off_t)offset);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		from += count;
		offset += (uint64_t)count;
		length -= (size_t)count;
	}
	return 0;
}

int sys_read_all(int fd, void *ret_bytes, size_t size, size_t *ret_length)
{
	size_t length = 0;

	while (length < size) {
		ssize_t count = read(fd, (char *)ret_bytes + length,
				     size - length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		length += (size_t)count;
	}
	*ret_length = length;
	return 0;
}

int sys_pread_all(int fd, void *ret_bytes, size_t length, uint64_t offset)
{
	char *to = ret_bytes;

	while (length > 0) {
		ssize_t count = pread(fd, to, length, (off_t)offset);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			return -EIO;
		to += count;
		offset += (uint64_t)count;
		length -= (size_t)count;
	}
	return 0;
}

int sys_read_path(int dir, const char *path, char *ret_bytes, size_t size,
		  size_t *ret_length)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	char more;
	int err;

	if (fd < 0)
		return -errno;
	err = sys_read_all(fd, ret_bytes, size, ret_length);
	if (err == 0 && *ret_length == size && read(fd, &more, 1) != 0)
		err = -EFBIG;
	(void)close(fd); /* nothing was written */
	return err;
}

int sys_write_path(const char *path, const char *string)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, string, strlen(string)) < 0)
		err = -errno;
	(void)close(fd); /* a sysctl acts at the write */
	return err;
}

static int open_by(int dir, const char *path, int flags, mode_t mode,
		   uint64_t resolve)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.mode = mode,
		.resolve = resolve,
	};
	long fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

static int open_beneath(int dir, const char *path, int flags, mode_t mode)
{
	return open_by(dir, path, flags, mode,
		       RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
		       RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);
}

int sys_open_within(int dir, const char *path, int flags)
{
	return open_by(dir, path, flags, 0,
		       RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

int sys_open_beneath(int dir, const char *path, int flags)
{
	return open_beneath(dir, path, flags, 0);
}

int sys_open_file(int dir, const char *path, int flags, mode_t mode)
{
	int fd = open_beneath(dir, path, flags | O_NONBLOCK, mode);
	struct stat stat;
	int err = 0;

	/* A fifo without a reader, a link, a folder to be written. */
	if (fd == -ENXIO || fd == -ELOOP || fd == -EISDIR)
		return -EMEDIUMTYPE;
	if (fd < 0)
		return fd;
	if (fstat(fd, &stat) < 0)
		err = -errno;
	else if (!S_ISREG(stat.st_mode))
		err = -EMEDIUMTYPE;
	if (err == 0)
		return fd;
	(void)close(fd); /* nothing was written */
	return err;
}

int sys_make_dir(int dir, const char *path)
{
	if (mkdirat(dir, path, 0755) < 0 && errno != EEXIST)
		return -errno;
	return 0;
}

int sys_write_file(int dir, const char *path, const char *bytes,
		   size_t length)
{
	int fd = sys_open_file(dir, path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	int err;

	if (fd < 0)
		return fd;
	err = sys_write_all(fd, bytes, length);
	if (close(fd) < 0 && err == 0)
		err = -errno;
	return err;
}

int sys_read_file(int dir, const char *path, char *ret_bytes, size_t size,
		  size_t *ret_length)
{
	int fd = sys_open_file(dir, path, O_RDONLY, 0);
	int err;

	if (fd < 0)
		return fd;
	err = sys_read_all(fd, ret_bytes, size, ret_length);
	(void)close(fd); /* opened for reading */
	return err;
}

int sys_rename_new(int dir, const char *from, const char *to)
{
	return syscall(SYS_renameat2, dir, from, dir, to,
		       RENAME_NOREPLACE) < 0 ? -errno : 0;
}
