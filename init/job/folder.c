/* SPDX-License-Identifier: MIT */
#include "init/job/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "init/base/limits.h"
#include "init/base/sys.h"

int folder_open(int dir, const char *name)
{
	return sys_open_beneath(dir, name, O_RDONLY | O_DIRECTORY);
}

int folder_list(int dir, const char *name)
{
	int fd = folder_open(dir, name);
	struct stat stat;

	if (fd < 0)
		return fd;
	if (fstat(fd, &stat) == 0 && stat.st_size <= FOLDER_BYTES_MAX)
		return fd;
	(void)close(fd); /* opened for reading */
	return -E2BIG;
}

int folder_holds(int dir, const char *name, const char *entry)
{
	int fd = folder_open(dir, name), err = fd;
	struct stat stat;

	if (fd >= 0) {
		err = fstatat(fd, entry, &stat, AT_SYMLINK_NOFOLLOW) < 0 ?
			-errno : S_ISREG(stat.st_mode);
		(void)close(fd); /* opened for reading */
	}
	return folder_meddled(err) ? 0 : err;
}

bool folder_meddled(int err)
{
	return err == -ENOENT || err == -ELOOP || err == -ENOTDIR ||
	       err == -EISDIR || err == -ENOTEMPTY || err == -EEXIST ||
	       err == -EXDEV || err == -EPERM;
}
