/* SPDX-License-Identifier: MIT */
/* The machine of the ns ring: where the appliance has disks and mounts, a
 * namespace has directories that the test has prepared.  These functions
 * stand in for disks.c, mounts.c, job_tree.c, repair.c, guest.c,
 * status_block.c and leftover.c (the open files of the whole host);
 * all other files of PID 1 are the real ones.
 *
 *	/app      the app, writable
 *	/gva/out  root of the out role
 *	/status   the status block, a file
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "init/disks.h"
#include "init/guest.h"
#include "init/job_tree.h"
#include "init/leftover.h"
#include "init/mounts.h"
#include "init/out_tree.h"
#include "init/status_block.h"
#include "init/sys.h"

int mounts_kernel(struct boot *boot)
{
	(void)boot; /* the test has mounted /proc */
	return 0;
}

int guest_system(struct boot *boot)
{
	(void)boot;
	return 0;
}

void guest_clock(struct boot *boot)
{
	(void)boot;
}

void disk_read_superblock(struct disk *disk)
{
	(void)disk; /* there is none */
}

int disks_find(struct boot *boot)
{
	static const unsigned char uuid[UUID_SIZE];

	identity_set_uuid(boot->identity.app, uuid);
	identity_set_uuid(boot->identity.data, NULL);
	boot->status_fd = open("/status", O_RDWR | O_CLOEXEC);
	boot->status.state = STATE_RUNNING;
	boot->status.boots = 1;
	return status_block_write(boot);
}

int status_block_write_as(const struct boot *boot, const struct status *status)
{
	char block[STATUS_BLOCK_SIZE];

	if (boot->status_fd < 0)
		return 0;
	status_encode(status, block);
	return sys_pwrite_all(boot->status_fd, block, sizeof(block), 0);
}

int status_block_write(const struct boot *boot)
{
	return status_block_write_as(boot, &boot->status);
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
	int fd = open(role == ROLE_APP ? "/app" : "/gva/out",
		      O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)boot;
	return fd < 0 ? -errno : fd;
}

int job_tree_open(struct boot *boot)
{
	int err;

	boot->app_fd = job_tree_role(boot, ROLE_APP);
	boot->out_fd = job_tree_role(boot, ROLE_OUT);
	if (boot->app_fd < 0 || boot->out_fd < 0)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "test", "no folder");
	err = out_tree_make(boot->out_fd);
	return err < 0 ? boot_fail_errno(boot, VERDICT_IO_ERROR, "make folders",
					 err) : 0;
}

int mounts_end(struct boot *boot)
{
	(void)boot;
	return 0;
}

bool leftover_known(void)
{
	return false;
}

uint64_t leftover_files(void)
{
	return 0;
}
