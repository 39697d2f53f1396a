/* SPDX-License-Identifier: MIT */
#include "host/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int file_open(const char *path)
{
	/* NONBLOCK: a fifo without a writer must not hold this up. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat stat;
	int err;

	if (fd < 0)
		/* A socket, or a device that nobody serves. */
		return errno == ENXIO ? -FILE_NOT_REGULAR : -errno;
	err = fstat(fd, &stat) < 0 ? -errno :
	      S_ISREG(stat.st_mode) ? 0 : -FILE_NOT_REGULAR;
	if (err == 0)
		return fd;
	file_close_read(fd);
	return err;
}

const char *file_reason(int err)
{
	if (err == -FILE_NOT_REGULAR)
		return "it is no regular file";
	return err == -EFBIG ? "it is too large" : strerror(-err);
}

void file_close_read(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

ssize_t file_read_up_to(int fd, void *ret_bytes, size_t length, off_t at)
{
	char *to = ret_bytes;
	size_t done = 0;

	while (done < length) {
		ssize_t count = pread(fd, to + done, length - done,
				      at + (off_t)done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (count == 0)
			break;
		done += (size_t)count;
	}
	return (ssize_t)done;
}

int file_read_at(int fd, void *ret_bytes, size_t length, off_t at)
{
	ssize_t count = file_read_up_to(fd, ret_bytes, length, at);

	if (count < 0)
		return (int)count;
	return (size_t)count < length ? -ENODATA : 0;
}

static int read_all(int fd, char *bytes, size_t size, size_t *ret_length)
{
	ssize_t count = file_read_up_to(fd, bytes, size, 0), over = 0;
	char more;

	if (count < 0)
		return (int)count;
	if ((size_t)count == size)
		over = file_read_up_to(fd, &more, 1, (off_t)size);
	if (over != 0)
		return over < 0 ? (int)over : -EFBIG;
	*ret_length = (size_t)count;
	return 0;
}

int file_read(const char *path, char *ret_bytes, size_t size,
	      size_t *ret_length)
{
	int fd = file_open(path);
	int err;

	if (fd < 0)
		return fd;
	err = read_all(fd, ret_bytes, size, ret_length);
	file_close_read(fd);
	return err;
}

int file_write_all(int fd, const void *bytes, size_t length)
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

int file_write_at(int fd, const void *bytes, size_t length, off_t at)
{
	const char *from = bytes;

	while (length > 0) {
		ssize_t count = pwrite(fd, from, length, at);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count < 0 ? -errno : -ENOSPC;
		from += count;
		at += count;
		length -= (size_t)count;
	}
	return 0;
}

static int write_durable(const char *path, const void *bytes, size_t length)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int err;

	if (fd < 0)
		return -errno;
	err = file_write_all(fd, bytes, length);
	if (err == 0 && fsync(fd) < 0)
		err = -errno;
	/* Network file systems may tell of a full disk at close alone. */
	if (close(fd) < 0 && err == 0)
		err = -errno;
	return err;
}

int file_create(const char *path, const void *bytes, size_t length)
{
	char *fresh;
	int err;

	if (asprintf(&fresh, "%s.new", path) < 0)
		return -ENOMEM;
	err = write_durable(fresh, bytes, length);
	if (err == 0 && rename(fresh, path) < 0)
		err = -errno;
	if (err < 0 && err != -EEXIST)
		(void)unlink(fresh); /* the first error is told */
	free(fresh);
	return err;
}

int path_of_new(const char *path, char ret[PATH_MAX])
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX], real[PATH_MAX];
	int count;

	if (realpath(path, ret))
		return 0;
	if (slash && !slash[1])
		return -ENOENT; /* a folder that is not there */
	count = snprintf(folder, sizeof(folder), "%.*s",
			 slash ? (int)(slash - path) + 1 : 1,
			 slash ? path : ".");
	if (count < 0 || count >= PATH_MAX || !realpath(folder, real))
		return -ENOENT;
	count = snprintf(ret, PATH_MAX, "%s/%s", strcmp(real, "/") ? real : "",
			 slash ? slash + 1 : path);
	return count < 0 || count >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int file_count_names(const char *dir)
{
	DIR *stream = opendir(dir);
	struct dirent *entry;
	int count = 0;

	if (!stream)
		return -errno;
	while (count < 2 && (entry = readdir(stream)))
		count += strcmp(entry->d_name, ".") != 0 &&
			 strcmp(entry->d_name, "..") != 0;
	(void)closedir(stream); /* opened for reading */
	return count;
}
