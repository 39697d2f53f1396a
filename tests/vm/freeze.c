/* SPDX-License-Identifier: MIT */
/* freeze: freezes the file system of a folder (ioctl_fsfreeze of Linux
 * linux/fs.h); from then on what writes to it waits, uninterruptibly. */
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;

	return fd < 0 || ioctl(fd, (int)FIFREEZE, 0) < 0;
}
