/* SPDX-License-Identifier: MIT */
/*
 * Attacks on files, file systems and mounts.
 */
#include "tests/vm/abuse.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/mount.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

enum {
	INODE_AND_GENERATION = 1, /* Linux linux/exportfs.h */
	ROOT_INODE = 2,		  /* of every ext4 */
	SOME_USER = 1000,
	LABEL_SIZE = 256,
};

/* Linux fs/ext4/ext4.h */
static const unsigned long ext4_shutdown = _IOR('X', 125, uint32_t);

/* The folder above /out, which no path of a contained script leads to. */
int abuse_handle(void)
{
	static const uint32_t inode_and_generation[] = { ROOT_INODE, 0 };
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) +
			  sizeof(inode_and_generation)];
	} root = { .handle = {
		.handle_bytes = sizeof(inode_and_generation),
		.handle_type = INODE_AND_GENERATION,
	} };
	int out = open("/out", O_RDONLY | O_DIRECTORY | O_CLOEXEC), fd;

	if (out < 0)
		return broken("open /out");
	memcpy(root.room + sizeof(struct file_handle), inode_and_generation,
	       sizeof(inode_and_generation));
	fd = open_by_handle_at(out, &root.handle, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return tried(fd, "open the root of the out disk");
	return faccessat(fd, "results", F_OK, 0) < 0 ?
	       broken("find the results") : SUCCEEDED;
}

int abuse_freeze(void)
{
	int fd = open("/out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return broken("open /out");
	if (control(fd, FIFREEZE, NULL) < 0)
		return tried(-1, "freeze the out disk");
	return tried(control(fd, FITHAW, NULL), "thaw it");
}

int abuse_shutdown(void)
{
	uint32_t at_once = 2;
	int fd = open("/out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return broken("open /out");
	return tried(control(fd, ext4_shutdown, &at_once),
		     "shut the out disk down");
}

static int make_immutable(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), before, flags, result;

	if (fd < 0 || control(fd, FS_IOC_GETFLAGS, &before) < 0)
		return broken(path);
	flags = before | FS_IMMUTABLE_FL;
	result = tried(control(fd, FS_IOC_SETFLAGS, &flags), path);
	if (result != SUCCEEDED)
		return result;
	return tried(control(fd, FS_IOC_SETFLAGS, &before), path);
}

/* Through the overlay, and not through it. */
int abuse_immutable(void)
{
	static const char *const paths[] = {
		"/app/script-bin", "/app/script-run", "/app/kept", "/out/kept",
	};
	int result = DENIED;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		result = make_immutable(paths[i]);
		if (result != DENIED)
			break;
	}
	return result;
}

int abuse_label(void)
{
	char before[LABEL_SIZE] = "", label[LABEL_SIZE] = "planted";
	int fd = open("/out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || control(fd, FS_IOC_GETFSLABEL, before) < 0)
		return broken("read the label of out");
	if (control(fd, FS_IOC_SETFSLABEL, label) < 0)
		return tried(-1, "set the label of out");
	return tried(control(fd, FS_IOC_SETFSLABEL, before), "set it back");
}

/* A file becomes the one that a boot loader would be in: the kernel reads a
 * reserved inode before it asks for rights. */
int abuse_swap_boot(void)
{
	enum { SWAP_BOOT = 'f' << 8 | 17 }; /* Linux ext4/ext4.h */
	int fd = open("/out/loader", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return broken("make a file");
	return tried(control(fd, SWAP_BOOT, NULL), "swap it");
}

int abuse_new_mount(void)
{
	return tried(syscall(SYS_fsopen, "tmpfs", 0), "open a file system");
}

int abuse_tree(void)
{
	struct mount_attr writable = { .attr_clr = MOUNT_ATTR_RDONLY };
	struct mount_attr read_only = { .attr_set = MOUNT_ATTR_RDONLY };

	if (syscall(SYS_open_tree, AT_FDCWD, "/app", OPEN_TREE_CLONE) >= 0)
		return SUCCEEDED;
	if (errno != EPERM)
		return broken("copy a mount");
	if (syscall(SYS_mount_setattr, AT_FDCWD, "/out", 0, &read_only,
		    sizeof(read_only)) == 0)
		return SUCCEEDED;
	return tried(syscall(SYS_mount_setattr, AT_FDCWD, "/", 0, &writable,
			     sizeof(writable)), "change a mount");
}

/* What an overlay takes for "there is no such file below". */
int abuse_whiteout(void)
{
	return tried(mknod("/app/script-bin/whiteout", S_IFCHR, 0),
		     "make a whiteout");
}

int abuse_opaque(void)
{
	static const char *const names[] = {
		"trusted.overlay.opaque", "trusted.overlay.redirect",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (setxattr("/app/script-bin", names[i], "y", 1, 0) < 0)
			continue;
		return tried(removexattr("/app/script-bin", names[i]),
			     "remove the attribute");
	}
	return tried(-1, "set an attribute of the overlay");
}

/* A program that gives CAP_SYS_ADMIN to whoever runs it. */
int abuse_capability(void)
{
	const uint32_t all = UINT32_C(1) << CAP_SYS_ADMIN;
	struct vfs_ns_cap_data data = {
		.magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
		.data = { { all, 0 } },
	};
	static const char path[] = "/app/capable";
	int status;

	if (setxattr(path, "security.capability", &data,
		     XATTR_CAPS_SZ_2, 0) < 0)
		return tried(-1, "set a capability of a file");
	if (fork() == 0) {
		if (setuid(SOME_USER) < 0)
			_exit(BROKEN);
		(void)execl(path, path, "capable", (char *)NULL);
		_exit(tried(-1, "run a program with a capability"));
	}
	return wait(&status) < 0 || !WIFEXITED(status) ? BROKEN :
	       WEXITSTATUS(status);
}

int abuse_capable(void)
{
	if (mount("tmpfs", "/mnt", "tmpfs", 0, NULL) < 0)
		return tried(-1, "mount");
	return tried(umount("/mnt"), "unmount");
}

/* Somebody who opens the file has to wait for the end of the lease. */
int abuse_leases(void)
{
	static const char *const paths[] = { "/app/kept", "/out/kept" };
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	if (leave_process() != 0)
		return LEFT;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int fd = open(paths[i], O_RDWR | O_CLOEXEC);

		(void)flock(fd, LOCK_EX);
		(void)fcntl(fd, F_SETLK, &lock);
		(void)fcntl(fd, F_SETLEASE, F_WRLCK);
	}
	for (;;)
		(void)pause();
}
