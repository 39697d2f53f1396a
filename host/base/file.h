/* SPDX-License-Identifier: MIT */
/* file: the few things that the host does with small files, whole. */
#ifndef GVA_HOST_BASE_FILE_H
#define GVA_HOST_BASE_FILE_H

#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What comes of a name that is no regular file, see file_open(). */
enum { FILE_NOT_REGULAR = EMEDIUMTYPE };

/* file_open: a regular file for reading, whoever gave its name, and whatever
 * it names: nothing is waited for.  -FILE_NOT_REGULAR: a fifo, a device, a
 * socket, a folder. */
int file_open(const char *path);
/* file_reason: strerror(3) of the codes of this file, given as -errno. */
const char *file_reason(int err);
/* file_read: all of a file that file_open() opens; -EFBIG when it has more
 * than `size` bytes. */
int file_read(const char *path, char *ret_bytes, size_t size,
	      size_t *ret_length);
/* file_close_read: closes what was only read, or never opened (-1): nothing
 * can be lost by that. */
void file_close_read(int fd);
/* file_read_up_to: fills the bytes from a place on, over short reads and
 * EINTR; how many there are, fewer at the end of the file alone; -errno. */
ssize_t file_read_up_to(int fd, void *ret_bytes, size_t length, off_t at);
/* file_read_at: all of them; -ENODATA: the file ends before. */
int file_read_at(int fd, void *ret_bytes, size_t length, off_t at);
/* file_write_all: every byte, over short writes and EINTR. */
int file_write_all(int fd, const void *bytes, size_t length);
/* file_write_at: the same, at a place. */
int file_write_at(int fd, const void *bytes, size_t length, off_t at);
/* file_create: writes a new file, durable, in one step: PATH.new is renamed
 * to PATH. */
int file_create(const char *path, const void *bytes, size_t length);
/* path_of_new: the absolute path, without links, of what is there or is to be
 * made in a folder that is there. */
int path_of_new(const char *path, char ret[PATH_MAX]);

/* file_count_names: how many names a folder has, 2 for more than one;
 * -errno. */
int file_count_names(const char *dir);

#endif
