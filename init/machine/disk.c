/* SPDX-License-Identifier: MIT */
#include "init/machine/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "init/base/sys.h"

void disk_path(const struct disk *disk, char ret_path[DISK_PATH_SIZE])
{
	struct text text;

	text_init(&text, ret_path, DISK_PATH_SIZE);
	text_put(&text, "/dev/");
	text_put(&text, disk->name);
}

int disk_open(const struct disk *disk, int flags)
{
	char path[DISK_PATH_SIZE];
	int fd;

	disk_path(disk, path);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void disk_read_superblock(struct disk *disk)
{
	unsigned char bytes[SUPERBLOCK_SIZE];
	int fd = disk_open(disk, O_RDONLY);

	if (fd < 0)
		return;
	disk->has_superblock =
		sys_pread_all(fd, bytes, sizeof(bytes),
			      SUPERBLOCK_OFFSET) == 0 &&
		superblock_parse(bytes, &disk->superblock) == 0;
	(void)close(fd); /* opened for reading */
}
