/* SPDX-License-Identifier: MIT */
#include "init/machine/job_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/sys.h"
#include "init/machine/boot.h"
#include "init/machine/mounts.h"
#include "init/machine/repair.h"
#include "init/out/identity.h"
#include "init/out/out_tree.h"

static const struct disk *disk_of(const struct boot *boot, enum role role)
{
	return role == ROLE_APP ? boot->disks.app :
	       role == ROLE_DATA ? boot->disks.data : boot->disks.out;
}

/* Where the disk of a role is mounted. */
static void mount_path(const struct disk *disk, char path[MOUNT_PATH_SIZE])
{
	char name[ROLE_NAME_MAX + 1];
	struct text text;

	role_format(disk->roles, name);
	text_init(&text, path, MOUNT_PATH_SIZE);
	text_put(&text, "/gva/");
	text_put(&text, name);
}

/* The root of a role: the disk's own, or its folder in a combined image. */
static void role_path(const struct boot *boot, enum role role,
		      char path[MOUNT_PATH_SIZE])
{
	const struct disk *disk = disk_of(boot, role);
	struct text text;
	char root[MOUNT_PATH_SIZE];

	mount_path(disk, root);
	text_init(&text, path, MOUNT_PATH_SIZE);
	text_put(&text, root);
	if (disk->roles != (int)role) {
		text_put(&text, "/");
		text_put(&text, role_word(role));
	}
}

/* Mounts a disk read-only at its place; -errno. */
static int attach(struct boot *boot, const struct disk *disk)
{
	unsigned long flags = MS_NOATIME | MS_NODEV | MS_RDONLY;
	char where[MOUNT_PATH_SIZE], device[DISK_PATH_SIZE];

	if (disk->roles & ROLE_OUT)
		flags |= MS_NOSUID;
	disk_path(disk, device);
	mount_path(disk, where);
	return mounts_add(&boot->mounts, device, where, "ext4", flags,
			  "errors=remount-ro");
}

/* Whether a mount failed for what is on the disk: not for want of memory, say,
 * nor as the disk cannot be read. */
static bool is_damage(int err)
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

static int mount_fail(struct boot *boot, const char *object, int err)
{
	return boot_fail_errno(boot, is_damage(err) ? VERDICT_BAD_IMAGE :
			       VERDICT_IO_ERROR, object, err);
}

static int mount_disk(struct boot *boot, const struct disk *disk)
{
	char where[MOUNT_PATH_SIZE];
	int err;

	if (!disk || disk == boot->disks.out)
		return 0;
	err = attach(boot, disk);
	if (err == 0)
		return 0;
	mount_path(disk, where);
	return mount_fail(boot, where, err);
}

static int make_root(struct boot *boot)
{
	/* A mount, so that its folders are not those of a script's root. */
	int err = mounts_add(&boot->mounts, "tmpfs", "/gva", "tmpfs",
			     MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755");

	return err < 0 ? boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
					 "mount /gva", err) : 0;
}

int job_tree_out(struct boot *boot)
{
	struct disk *disk = boot->disks.out;
	int err;

	if (make_root(boot) < 0)
		return -1;
	/* Mounting replays the journal; only then is the error bit known. */
	err = attach(boot, disk);
	if (err < 0 && !is_damage(err))
		return mount_fail(boot, "mount out", err);
	if (err == 0) {
		disk_read_superblock(disk);
		if (!disk->superblock.has_errors)
			return 0;
		err = mounts_drop(&boot->mounts);
		if (err < 0)
			return boot_fail_errno(boot, VERDICT_APPLIANCE_ERROR,
					       "unmount out", err);
	}
	if (repair_check(boot, disk) < 0)
		return -1;
	err = attach(boot, disk);
	if (err < 0)
		return mount_fail(boot, "mount out after its repair", err);
	return 0;
}

int job_tree_disks(struct boot *boot)
{
	const struct disks *disks = &boot->disks;

	if (job_tree_out(boot) < 0 || mount_disk(boot, disks->app) < 0)
		return -1;
	return disks->data != disks->app ? mount_disk(boot, disks->data) : 0;
}

int job_tree_role(struct boot *boot, enum role role)
{
	const struct disk *disk = disk_of(boot, role);
	char root[MOUNT_PATH_SIZE];
	int root_fd, fd;

	mount_path(disk, root);
	root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root_fd < 0)
		return -errno;
	if (disk->roles == (int)role)
		return root_fd;
	fd = sys_open_beneath(root_fd, role_word(role),
			      O_RDONLY | O_DIRECTORY);
	(void)close(root_fd); /* opened for reading */
	return fd;
}

/* Before anything is written: whether data can be what the options ask for. */
static int check_data(struct boot *boot)
{
	const struct disk *disk = boot->disks.data;

	if (!disk || boot->options.values[OPTION_DATA] != DATA_READ_WRITE)
		return 0;
	if (disk == boot->disks.app && disk != boot->disks.out)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, "option data",
				 "rw, but data lies on the app image, which "
				 "is always read-only");
	if (disk->read_only)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, "option data",
				 "rw, but the data disk is read-only");
	return 0;
}

static int open_out(struct boot *boot)
{
	char where[MOUNT_PATH_SIZE];
	int err;

	mount_path(boot->disks.out, where);
	if (mount(NULL, where, NULL,
		  MS_REMOUNT | MS_NOATIME | MS_NODEV | MS_NOSUID, NULL) < 0)
		return mount_fail(boot, "mount out for writing", -errno);
	boot_set_out(boot, job_tree_role(boot, ROLE_OUT));
	if (boot->out.fd < 0)
		return mount_fail(boot, "open out folder", boot->out.fd);
	err = out_tree_make(boot->out.fd);
	if (err < 0)
		return boot_fail_io(boot, "make folders on out", err);
	return 0;
}

/* What makes /app behave as one file system (Linux Documentation/filesystems/
 * overlayfs.rst): a folder of the app can be renamed; names that are hard links
 * stay one file, and a file keeps its inode number, when it is written to; a
 * script need not be copied to be moved or to change its mode.  The attributes
 * that say so can be set by full privilege alone, and lead nowhere but into the
 * app. */
static const char like_one_disk[] =
	"redirect_dir=on,index=on,metacopy=on,xino=on";

/* An empty lost+found in the app's root is its file system's, no part of the
 * job.  Once only: what scripts make of the name is theirs. */
static void hide_lost_found(const struct boot *boot)
{
	if (boot->disks.app->roles == ROLE_APP &&
	    faccessat(boot->out.fd, TREE_UPPER "/" TREE_LOST_FOUND, F_OK,
		      AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT)
		/* One that holds something stays. */
		(void)unlinkat(boot->app_fd, TREE_LOST_FOUND, AT_REMOVEDIR);
}

static int mount_app(struct boot *boot)
{
	char lower[MOUNT_PATH_SIZE], out[MOUNT_PATH_SIZE];
	char options[6 * MOUNT_PATH_SIZE];
	struct text text;
	int err = 0;

	role_path(boot, ROLE_APP, lower);
	role_path(boot, ROLE_OUT, out);
	if (boot->disks.app == boot->disks.out) {
		err = mounts_bind(&boot->mounts, lower, "/gva/lower",
			       MS_RDONLY | MS_NODEV);
		text_init(&text, lower, sizeof(lower));
		text_put(&text, "/gva/lower");
	}
	text_init(&text, options, sizeof(options));
	text_put(&text, "lowerdir=");
	text_put(&text, lower);
	text_put(&text, ",upperdir=");
	text_put(&text, out);
	text_put(&text, "/" TREE_UPPER ",workdir=");
	text_put(&text, out);
	text_put(&text, "/" TREE_WORK ",");
	text_put(&text, like_one_disk);
	if (err == 0)
		err = mounts_add(&boot->mounts, "overlay", "/app", "overlay",
				 MS_NODEV, options);
	if (err == 0) {
		boot->app_fd = open("/app", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		err = boot->app_fd < 0 ? -errno : 0;
	}
	/* The upper side knows the root that it was made for. */
	if (err == -ESTALE)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", "it was "
				 "begun with another app image; give that one, "
				 "or an out image of its own");
	if (err < 0)
		return mount_fail(boot, "mount /app", err);
	hide_lost_found(boot);
	return 0;
}

static int mount_data(struct boot *boot)
{
	bool writable = boot->options.values[OPTION_DATA] == DATA_READ_WRITE;
	const struct disk *disk = boot->disks.data;
	char root[MOUNT_PATH_SIZE], where[MOUNT_PATH_SIZE];
	int err = 0;

	if (!disk)
		return 0;
	mount_path(disk, where);
	role_path(boot, ROLE_DATA, root);
	if (writable && disk != boot->disks.out &&
	    mount(NULL, where, NULL, MS_REMOUNT | MS_NOATIME | MS_NODEV,
		  NULL) < 0)
		err = -errno;
	if (err == 0)
		err = mounts_bind(&boot->mounts, root, "/data",
				  MS_NODEV | MS_NOATIME |
				  (writable ? 0 : MS_RDONLY));
	if (err == 0 && writable && disk != boot->disks.out) {
		boot->out.data_fd = open("/data", O_RDONLY | O_DIRECTORY |
				     O_CLOEXEC);
		err = boot->out.data_fd < 0 ? -errno : 0;
	}
	if (err < 0)
		return mount_fail(boot, "mount /data", err);
	return 0;
}

int job_tree_open(struct boot *boot)
{
	char out[MOUNT_PATH_SIZE], files[MOUNT_PATH_SIZE + 8];
	struct text text;
	int err;

	if (check_data(boot) < 0 || open_out(boot) < 0 ||
	    identity_check(boot->out.fd, &boot->identity,
			   &boot->ending) < 0 ||
	    mount_app(boot) < 0 || mount_data(boot) < 0)
		return -1;
	role_path(boot, ROLE_OUT, out);
	text_init(&text, files, sizeof(files));
	text_put(&text, out);
	text_put(&text, "/" TREE_FILES);
	err = 0;
	if (boot->options.user_origin &&
	    fchownat(boot->out.fd, TREE_FILES, boot->options.user.uid,
		     boot->options.user.gid, AT_SYMLINK_NOFOLLOW) < 0)
		err = -errno;
	if (err == 0)
		err = mounts_bind(&boot->mounts, files, "/out",
				  MS_NODEV | MS_NOSUID | MS_NOATIME);
	if (err < 0)
		return mount_fail(boot, "mount /out", err);
	return 0;
}

/* PID 1's own descriptors would keep the file systems busy. */
static void close_dirs(struct boot *boot)
{
	if (boot->app_fd >= 0)
		(void)close(boot->app_fd);
	if (boot->out.fd >= 0)
		(void)close(boot->out.fd);
	if (boot->out.data_fd >= 0)
		(void)close(boot->out.data_fd);
	boot->app_fd = -1;
	boot_set_out(boot, -1);
	boot->out.data_fd = -1;
}

int job_tree_close(struct boot *boot)
{
	close_dirs(boot);
	return mounts_end(&boot->mounts);
}
