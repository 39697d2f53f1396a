/* SPDX-License-Identifier: MIT */
#include "init/machine/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "init/base/sys.h"
#include "init/process/dev_links.h"

static const struct {
	const char *type;
	const char *where;
	unsigned long flags;
	const char *options;
} kernel_mounts[] = {
	{ "proc", "/proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "" },
	{ "sysfs", "/sys", MS_NOSUID | MS_NODEV | MS_NOEXEC, "" },
	{ "devtmpfs", "/dev", MS_NOSUID, "mode=755" },
	{ "devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC,
	  "gid=5,mode=620,ptmxmode=666" },
	{ "tmpfs", "/dev/shm", MS_NOSUID | MS_NODEV, "mode=1777" },
	{ "mqueue", "/dev/mqueue", MS_NOSUID | MS_NODEV | MS_NOEXEC, "" },
	{ "tmpfs", "/tmp", MS_NOSUID | MS_NODEV, "mode=1777" },
	{ "tmpfs", "/run", MS_NOSUID | MS_NODEV, "mode=755" },
};

enum { KERNEL_MOUNTS = sizeof(kernel_mounts) / sizeof(kernel_mounts[0]) };

static int fail(struct ending *ending, const char *where, int err)
{
	return ending_fail_errno(ending, VERDICT_APPLIANCE_ERROR, where, err);
}

int mounts_kernel(struct ending *ending)
{
	int err;

	for (size_t i = 0; i < KERNEL_MOUNTS; i++) {
		const char *where = kernel_mounts[i].where;

		err = sys_make_dir(AT_FDCWD, where);
		if (err == 0 && mount(kernel_mounts[i].type, where,
				      kernel_mounts[i].type,
				      kernel_mounts[i].flags,
				      kernel_mounts[i].options) < 0)
			err = -errno;
		if (err < 0)
			return fail(ending, where, err);
	}
	err = dev_links_make();
	return err < 0 ? fail(ending, "/dev", err) : 0;
}

int mounts_add(struct mounts *mounts, const char *what, const char *where,
	       const char *type, unsigned long flags, const char *options)
{
	struct text text;
	int err = sys_make_dir(AT_FDCWD, where);

	if (err < 0)
		return err;
	if (mounts->count == MOUNTS_MAX)
		return -EMFILE;
	if (mount(what, where, type, flags, options) < 0)
		return -errno;
	text_init(&text, mounts->paths[mounts->count++],
		  MOUNT_PATH_SIZE);
	text_put(&text, where);
	return 0;
}

int mounts_bind(struct mounts *mounts, const char *what, const char *where,
		unsigned long flags)
{
	int err = mounts_add(mounts, what, where, NULL, MS_BIND, NULL);

	if (err == 0 && mount(NULL, where, NULL,
			      MS_REMOUNT | MS_BIND | flags, NULL) < 0)
		err = -errno;
	return err;
}

bool mounts_damage(int err)
{
	switch (-err) {
	case ENOMEM: case ENOBUFS: case EMFILE: case ENFILE: case EAGAIN:
	case EINTR: case EPERM: case EACCES: case EBUSY: case ENODEV:
	case ENXIO: case ENOTBLK: case EIO: case EREMOTEIO: case ENODATA:
	case ETIMEDOUT: case ENOSPC: case EROFS:
		return false;
	default:
		return true;
	}
}

int mounts_drop(struct mounts *mounts)
{
	const char *where = mounts->paths[--mounts->count];

	return umount2(where, 0) < 0 ? -errno : 0;
}

int mounts_end(struct mounts *mounts)
{
	int first = 0;

	while (mounts->count > 0) {
		const char *where = mounts->paths[--mounts->count];

		if (umount2(where, 0) == 0)
			continue;
		if (first == 0)
			first = -errno;
		/* Somebody holds it; at least nothing more is written. */
		if (mount(NULL, where, NULL, MS_REMOUNT | MS_RDONLY,
			  NULL) < 0)
			first = -errno;
	}
	return first;
}
