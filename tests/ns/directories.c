/* SPDX-License-Identifier: MIT */
/* The machine of the ns ring: where the appliance has disks and mounts, a
 * namespace has directories that the test has prepared.  These functions stand
 * in for init/machine/; all other files of PID 1 are the real ones.
 *
 *	/app      the app, writable
 *	/gva/out  root of the out role
 *	/gva/root what scripts are to see as /, where it is there
 *	/status   the status block, a file
 *
 * A script may ask for what a disk would do:
 *
 *	/out/refuse-status   the status block can't be written, once
 *	/out/error-bit       the file system of out has its error bit set
 *
 * and sees in /durable the attempts that were there at the last sync.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "init/base/sys.h"
#include "init/machine/disks.h"
#include "init/machine/guest.h"
#include "init/machine/job_tree.h"
#include "init/machine/mounts.h"
#include "init/machine/script_root.h"
#include "init/machine/status_block.h"
#include "init/out/identity.h"
#include "init/out/out_tree.h"

int mounts_kernel(struct ending *ending)
{
	(void)ending; /* the test has mounted /proc */
	return 0;
}

int guest_system(struct ending *ending, bool watched)
{
	(void)ending;
	(void)watched;
	return 0;
}

void guest_clock(struct status *status)
{
	(void)status;
}

void disk_read_superblock(struct disk *disk)
{
	disk->superblock.has_errors = access("/out/error-bit", F_OK) == 0;
}

int mounts_add(struct mounts *mounts, const char *what, const char *where,
	       const char *type, unsigned long flags, const char *options)
{
	(void)mounts; /* the namespace ends with them */
	return mount(what, where, type, flags, options) < 0 ? -errno : 0;
}

bool mounts_damage(int err)
{
	return err != -ENOSPC;
}

int disks_find(struct boot *boot)
{
	static const unsigned char uuid[UUID_SIZE];
	static struct disk out, root;

	boot->disks.out = &out;
	if (access(SCRIPT_ROOT, F_OK) == 0)
		boot->disks.root = &root;
	identity_set_uuid(boot->identity.app, uuid);
	identity_set_uuid(boot->identity.data, NULL);
	boot->status_block.fd = open("/status", O_RDWR | O_CLOEXEC);
	boot->ending.status.state = STATE_RUNNING;
	boot->ending.status.boots = 1;
	return status_block_write(&boot->status_block, &boot->ending.status);
}

int status_block_write(const struct status_block *block,
		       const struct status *status)
{
	char bytes[STATUS_BLOCK_SIZE];

	if (block->fd < 0)
		return 0;
	if (unlink("/out/refuse-status") == 0)
		return -EIO;
	status_encode(status, bytes);
	return sys_pwrite_all(block->fd, bytes, sizeof(bytes), 0);
}

int job_tree_out(struct boot *boot)
{
	(void)boot;
	return 0;
}

int job_tree_disks(struct boot *boot)
{
	(void)boot;
	return 0;
}

int job_tree_role(struct boot *boot, enum role role)
{
	int fd = open(role == ROLE_APP ? "/app" :
		      role == ROLE_ROOT ? SCRIPT_ROOT : "/gva/out",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)boot;
	return fd < 0 ? -errno : fd;
}

static int open_root(struct boot *boot)
{
	int failed, fd, begun;

	if (!boot->disks.root)
		return 0;
	begun = identity_check(boot->out.fd, &boot->identity, &boot->ending);
	fd = begun < 0 ? -1 : job_tree_role(boot, ROLE_ROOT);
	if (fd < 0)
		return -1;
	failed = script_root_open(boot, fd, begun);
	(void)close(fd); /* opened for reading */
	return failed;
}

int job_tree_open(struct boot *boot)
{
	int err;

	boot->app_fd = job_tree_role(boot, ROLE_APP);
	boot_set_out(boot, job_tree_role(boot, ROLE_OUT));
	if (boot->app_fd < 0 || boot->out.fd < 0)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "test", "no folder");
	err = out_tree_make(boot->out.fd, boot->disks.root);
	return err < 0 ? boot_fail_errno(boot, VERDICT_IO_ERROR, "make folders",
					 err) : open_root(boot);
}

int job_tree_close(struct boot *boot)
{
	(void)boot;
	return 0;
}

/* The open files of the whole host. */
bool guest_counts_files(void)
{
	return false;
}

int __real_syncfs(int fd);
int __wrap_syncfs(int fd);

/* Everything in memory is durable here; what is so on a disk is noted. */
int __wrap_syncfs(int fd)
{
	DIR *attempts = opendir("/gva/out/attempts");
	FILE *durable = fopen("/durable", "w");
	struct dirent *entry;

	while (attempts && durable && (entry = readdir(attempts)))
		(void)fprintf(durable, "%s\n", entry->d_name);
	if (attempts)
		(void)closedir(attempts); /* opened for reading */
	if (durable && fclose(durable) != 0)
		return -1;
	return __real_syncfs(fd);
}
