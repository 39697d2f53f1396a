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
#include "init/machine/overlay.h"
#include "init/machine/repair.h"
#include "init/machine/role_place.h"
#include "init/machine/script_root.h"
#include "init/out/identity.h"
#include "init/out/out_tree.h"

/* Mounts a disk read-only at its place; -errno. */
static int attach(struct boot *boot, const struct disk *disk)
{
	unsigned long flags = MS_NOATIME | MS_NODEV | MS_RDONLY;
	char where[MOUNT_PATH_SIZE], device[DISK_PATH_SIZE];

	if (disk->roles & ROLE_OUT)
		flags |= MS_NOSUID;
	disk_path(disk, device);
	role_place_mount(disk, where);
	return mounts_add(&boot->mounts, device, where, "ext4", flags,
			  "errors=remount-ro");
}

static int mount_disk(struct boot *boot, const struct disk *disk)
{
	char where[MOUNT_PATH_SIZE];
	int err = attach(boot, disk);

	if (err == 0)
		return 0;
	role_place_mount(disk, where);
	return boot_fail_mount(boot, where, err);
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
	if (err < 0 && !mounts_damage(err))
		return boot_fail_mount(boot, "mount out", err);
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
		return boot_fail_mount(boot, "mount out after its repair", err);
	return 0;
}

int job_tree_disks(struct boot *boot)
{
	static const enum role roles[] = { ROLE_APP, ROLE_DATA, ROLE_ROOT };
	int mounted = ROLE_OUT;

	if (job_tree_out(boot) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		const struct disk *disk = role_place_disk(boot, roles[i]);

		/* A combined image comes with its first role. */
		if (!disk || disk->roles & mounted)
			continue;
		if (mount_disk(boot, disk) < 0)
			return -1;
		mounted |= disk->roles;
	}
	return 0;
}

int job_tree_role(struct boot *boot, enum role role)
{
	const struct disk *disk = role_place_disk(boot, role);
	char root[MOUNT_PATH_SIZE];
	int root_fd, fd;

	role_place_mount(disk, root);
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
	if (disk->roles != ROLE_DATA && disk != boot->disks.out)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, "option data",
				 "rw, but data lies on the app or root image, "
				 "which is always read-only");
	if (disk->read_only)
		return boot_fail(boot, VERDICT_BAD_OPTIONS, "option data",
				 "rw, but the data disk is read-only");
	return 0;
}

static int open_out(struct boot *boot)
{
	char where[MOUNT_PATH_SIZE];
	int err;

	role_place_mount(boot->disks.out, where);
	if (mount(NULL, where, NULL,
		  MS_REMOUNT | MS_NOATIME | MS_NODEV | MS_NOSUID, NULL) < 0)
		return boot_fail_mount(boot, "mount out for writing", -errno);
	boot_set_out(boot, job_tree_role(boot, ROLE_OUT));
	if (boot->out.fd < 0)
		return boot_fail_mount(boot, "open out folder", boot->out.fd);
	err = out_tree_make(boot->out.fd, boot->disks.root);
	if (err < 0)
		return boot_fail_io(boot, "make folders on out", err);
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
	role_place_mount(disk, where);
	role_place_root(boot, ROLE_DATA, root);
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
		return boot_fail_mount(boot, "mount /data", err);
	return 0;
}

/* Root's, unless the scripts are another's. */
static int mount_out(struct boot *boot)
{
	char out[MOUNT_PATH_SIZE], files[MOUNT_PATH_SIZE + 8];
	struct text text;
	int err = 0;

	role_place_root(boot, ROLE_OUT, out);
	text_init(&text, files, sizeof(files));
	text_put(&text, out);
	text_put(&text, "/" TREE_FILES);
	if (boot->options.user_origin &&
	    fchownat(boot->out.fd, TREE_FILES, boot->user.uid, boot->user.gid,
		     AT_SYMLINK_NOFOLLOW) < 0)
		err = -errno;
	if (err == 0)
		err = mounts_bind(&boot->mounts, files, "/out",
				  MS_NODEV | MS_NOSUID | MS_NOATIME);
	return err < 0 ? boot_fail_mount(boot, "mount /out", err) : 0;
}

static int mount_root(struct boot *boot, bool begun)
{
	int fd, failed;

	if (!boot->disks.root)
		return 0;
	if (overlay_mount(boot, ROLE_ROOT, &fd) < 0)
		return -1;
	failed = script_root_open(boot, fd, begun);
	(void)close(fd); /* opened for reading */
	return failed;
}

int job_tree_open(struct boot *boot)
{
	int begun;

	if (check_data(boot) < 0 || open_out(boot) < 0)
		return -1;
	begun = identity_check(boot->out.fd, &boot->identity, &boot->ending);
	if (begun < 0 || overlay_mount(boot, ROLE_APP, &boot->app_fd) < 0 ||
	    mount_data(boot) < 0 || mount_out(boot) < 0)
		return -1;
	return mount_root(boot, begun);
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
