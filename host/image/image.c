/* SPDX-License-Identifier: MIT */
#include "host/image/image.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/partial.h"

static int read_size(int fd, uint64_t *ret_bytes)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (S_ISBLK(stat.st_mode))
		return ioctl(fd, BLKGETSIZE64, ret_bytes) < 0 ? -errno : 0;
	if (!S_ISREG(stat.st_mode))
		return -EINVAL;
	*ret_bytes = (uint64_t)stat.st_size;
	return 0;
}

/* The status block lies right after the file system, as an importer may have
 * padded the disk. */
static int read_status(int fd, struct image *image, struct text *why)
{
	char block[STATUS_BLOCK_SIZE];
	int err;

	if (image->bytes - image->superblock.bytes < sizeof(block))
		return 0; /* made by a plain mke2fs: no room */
	err = file_read_at(fd, block, sizeof(block),
			   (off_t)image->superblock.bytes);
	if (err < 0)
		return explain(why, err, "read %s: %s", image->path,
			       strerror(-err));
	err = status_decode(block, &image->status);
	if (err == -ENOENT)
		return 0;
	if (err == -EPROTONOSUPPORT)
		return explain(why, err, "read %s: its status block is of "
			       "another version, use that gva", image->path);
	image->status_damaged = err < 0;
	image->has_status = err == 0;
	return 0;
}

/* What tells how a job ended is whole, while its file system is not: none of
 * its roles is known then. */
static bool superblock_is_lost(int fd, struct image *image)
{
	char block[STATUS_BLOCK_SIZE];

	if (image->bytes < sizeof(block) ||
	    file_read_at(fd, block, sizeof(block),
			 (off_t)(image->bytes - sizeof(block))) < 0 ||
	    status_decode(block, &image->status) < 0 ||
	    image->status.state == STATE_NOT_RUN)
		return false;
	image->superblock = (struct superblock){
		.bytes = image->bytes - sizeof(block)
	};
	image->superblock_lost = image->has_status = true;
	return true;
}

static int probe(int fd, struct image *image, struct text *why)
{
	unsigned char bytes[SUPERBLOCK_SIZE];
	int err = read_size(fd, &image->bytes);

	if (err == -EINVAL)
		return explain(why, err, "read %s: neither a file nor a block "
			       "device", image->path);
	if (image_partial_is(fd))
		return explain(why, -EINVAL, "read %s: it was never made to "
			       "its end; make it anew", image->path);
	if (!err)
		err = file_read_at(fd, bytes, sizeof(bytes),
				   SUPERBLOCK_OFFSET);
	if (err < 0 && err != -ENODATA)
		return explain(why, err, "read %s: %s", image->path,
			       strerror(-err));
	if (err < 0 || superblock_parse(bytes, &image->superblock) < 0)
		return superblock_is_lost(fd, image) ? 0 : explain(why, -EINVAL, "read %s: it holds no ext4 file "
			       "system", image->path);
	if (image->superblock.bytes > image->bytes)
		return explain(why, -EINVAL, "read %s: truncated, its file "
			       "system has %llu bytes and the image %llu",
			       image->path,
			       (unsigned long long)image->superblock.bytes,
			       (unsigned long long)image->bytes);
	image->roles = role_parse(span_of(image->superblock.label));
	if (image->roles < 0)
		return explain(why, -EINVAL, "read %s: its label begins with "
			       "gva- but names no role", image->path);
	return read_status(fd, image, why);
}

int image_probe(const char *path, struct image *ret, struct text *why)
{
	struct image image = { .path = path };
	/* NONBLOCK: a fifo must not hold this up. */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int err;

	if (fd < 0)
		return explain(why, -errno, "read %s: %s", path,
			       strerror(errno));
	err = probe(fd, &image, why);
	file_close_read(fd);
	if (err < 0)
		return err;
	*ret = image;
	return 0;
}

/* Bytes of an image that are locked, never read for that: QEMU's of
 * block/file-posix.c (RAW_LOCK_PERM_BASE, RAW_LOCK_SHARED_BASE, 64 each), and
 * ours after them. */
enum { QEMU_LOCKS = 100, QEMU_LOCKS_LENGTH = 200, GVA_LOCK = 300 };
/* Whoever may write has this one (BLK_PERM_WRITE). */
enum { QEMU_WRITE_LOCK = QEMU_LOCKS + 1 };

int image_lock(const char *path)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = GVA_LOCK, .l_len = 1,
	};
	int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
		return fd;
	err = errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
	file_close_read(fd); /* nothing was written */
	return err;
}

static bool is_locked(const char *path, off_t start, off_t length)
{
	struct flock lock = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = start, .l_len = length,
	};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return false; /* whoever reads it next will say so */
	locked = fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	file_close_read(fd);
	return locked;
}

bool image_in_use(const char *path)
{
	return is_locked(path, QEMU_LOCKS, QEMU_LOCKS_LENGTH);
}

bool image_is_written(const char *path)
{
	return is_locked(path, QEMU_WRITE_LOCK, 1);
}
