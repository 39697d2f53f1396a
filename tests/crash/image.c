/* SPDX-License-Identifier: MIT */
#include "tests/crash/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Marks the blocks in which the file has data. */
static void mark_used(int fd, struct image *image)
{
	off_t end = 0, start;

	while ((start = lseek(fd, end, SEEK_DATA)) >= 0 &&
	       (end = lseek(fd, start, SEEK_HOLE)) > start)
		for (size_t at = (size_t)start / IMAGE_BLOCK;
		     at * IMAGE_BLOCK < (size_t)end &&
		     at < image->size / IMAGE_BLOCK; at++)
			image->used[at] = true;
}

static int map(int fd, size_t size, struct image *ret)
{
	struct image image = { .size = size };

	if (size == 0 || size % IMAGE_BLOCK != 0)
		return -EINVAL;
	image.bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, fd < 0 ?
			   MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, fd, 0);
	if (image.bytes == MAP_FAILED)
		return -errno;
	image.used = calloc(size / IMAGE_BLOCK, sizeof(*image.used));
	if (!image.used)
		return -ENOMEM;
	*ret = image;
	return 0;
}

static int read_used(int fd, struct image *image)
{
	for (size_t at = 0; at < image->size; at += IMAGE_BLOCK)
		if (image->used[at / IMAGE_BLOCK] &&
		    pread(fd, image->bytes + at, IMAGE_BLOCK, (off_t)at) !=
		    IMAGE_BLOCK)
			return -EIO;
	return 0;
}

int image_load(const char *path, struct image *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct image image;
	struct stat stat;
	int err;

	if (fd < 0)
		return -errno;
	err = fstat(fd, &stat) < 0 ? -errno :
	      map(-1, (size_t)stat.st_size, &image);
	if (!err) {
		mark_used(fd, &image);
		err = read_used(fd, &image);
	}
	(void)close(fd); /* opened for reading */
	if (!err)
		*ret = image;
	return err;
}

void image_free(struct image *image)
{
	free(image->used);
	(void)munmap(image->bytes, image->size); /* it is a mapping */
}

int image_write(struct image *image, uint64_t offset,
		const unsigned char *bytes, size_t length)
{
	if (length == 0)
		return 0;
	if (offset > image->size || length > image->size - offset)
		return -ERANGE;
	memcpy(image->bytes + offset, bytes, length);
	for (uint64_t at = offset / IMAGE_BLOCK;
	     at <= (offset + length - 1) / IMAGE_BLOCK; at++)
		image->used[at] = true;
	return 0;
}

int image_save(const struct image *image, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int err = 0;

	if (fd < 0 || ftruncate(fd, (off_t)image->size) < 0)
		return -errno;
	for (size_t at = 0; at < image->size && !err; at += IMAGE_BLOCK)
		if (image->used[at / IMAGE_BLOCK] &&
		    pwrite(fd, image->bytes + at, IMAGE_BLOCK, (off_t)at) !=
		    IMAGE_BLOCK)
			err = -EIO;
	return close(fd) < 0 ? -errno : err;
}

void image_copy(const struct image *from, struct image *to)
{
	for (size_t at = 0; at < from->size; at += IMAGE_BLOCK) {
		size_t block = at / IMAGE_BLOCK;

		if (!from->used[block] && !to->used[block])
			continue;
		/* Most are the same; a written page costs more than a look. */
		if (memcmp(to->bytes + at, from->bytes + at, IMAGE_BLOCK) != 0)
			memcpy(to->bytes + at, from->bytes + at, IMAGE_BLOCK);
		to->used[block] = true;
	}
}

int scratch_open(size_t size, struct scratch *ret)
{
	/* Not close-on-exec: e2fsck opens it by the number. */
	struct scratch scratch = { .fd = memfd_create("state", 0) };
	int err;

	if (scratch.fd < 0 || ftruncate(scratch.fd, (off_t)size) < 0)
		return -errno;
	err = map(scratch.fd, size, &scratch.image);
	(void)snprintf(scratch.path, sizeof(scratch.path), "/proc/self/fd/%d",
		       scratch.fd);
	if (!err)
		*ret = scratch;
	return err;
}

void scratch_fill(struct scratch *scratch, const struct image *image)
{
	mark_used(scratch->fd, &scratch->image);
	image_copy(image, &scratch->image);
}
