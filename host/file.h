/* SPDX-License-Identifier: MIT */
/* file: the few things that the host does with small files, whole. */
#ifndef GVA_HOST_FILE_H
#define GVA_HOST_FILE_H

#include <stddef.h>
#include <stdint.h>

/* file_read: all of a file; -EFBIG when it has more than `size` bytes. */
int file_read(const char *path, char *ret_bytes, size_t size,
	      size_t *ret_length);
/* file_write_all: every byte, over short writes and EINTR. */
int file_write_all(int fd, const void *bytes, size_t length);
/* file_create: writes a new file, durable, in one step: PATH.new is renamed
 * to PATH. */
int file_create(const char *path, const void *bytes, size_t length);
/* clock_ns: CLOCK_MONOTONIC; it cannot fail on Linux. */
uint64_t clock_ns(void);

#endif
