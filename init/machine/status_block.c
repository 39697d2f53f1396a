/* SPDX-License-Identifier: MIT */
#include "init/machine/status_block.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "init/base/sys.h"
#include "init/out/identity.h"

static bool all_zero(const char block[STATUS_BLOCK_SIZE])
{
	for (size_t i = 0; i < STATUS_BLOCK_SIZE; i++)
		if (block[i])
			return false;
	return true;
}

/* Whose it is going to be, for whoever finds it when the machine is lost; but
 * a boot that ends before the job has begun leaves it to any. */
static int write_running(struct boot *boot)
{
	struct status *status = &boot->ending.status, before = *status;
	int err;

	if (before.boots == 1) {
		status->identity = boot->identity;
		status->identity.conf[0] = '\0'; /* not read yet */
		if (boot->identity.job[0])
			memcpy(status->job, boot->identity.job,
			       sizeof(status->job));
	}
	err = status_block_write(&boot->status_block, status);
	*status = before;
	return err;
}

/* The status that is there becomes that of this boot.  Counts stay: they are
 * those of records that are there. */
static int begin(struct boot *boot, const struct status *packed)
{
	int err;

	boot->ending.status = *packed;
	boot->ending.status.boots++;
	boot->ending.status.state = STATE_RUNNING;
	boot->ending.status.verdict = (enum verdict)0;
	boot->ending.status.detail[0] = '\0';
	boot->earlier.repaired = packed->repaired;
	err = write_running(boot);
	if (err < 0)
		return boot_fail_io(boot, "write status block", err);
	return 0;
}

/* The job has ended: its verdict is said again, and nothing is written. */
static int ended_before(struct boot *boot, const struct status *packed)
{
	boot->ending.status = *packed;
	boot->status_block.fd = -1;
	boot->ending.standing = ENDING_TOLD;
	return -1;
}

/* A boot that is told why it fails takes no image over. */
static void keep_identity(struct boot *boot, const struct status *packed)
{
	struct status *status = &boot->ending.status;

	if (!packed->identity.app[0])
		return;
	status->identity = packed->identity;
	memcpy(status->job, packed->job, sizeof(status->job));
	memcpy(status->instance, packed->instance, sizeof(status->instance));
}

/* Another's: nothing is written on it. */
static int leave_alone(struct boot *boot, const struct status *packed)
{
	boot->status_block.fd = -1;
	boot->ending.status.scripts = packed->scripts;
	boot->ending.status.failed = packed->failed;
	return -1;
}

static int take_up(struct boot *boot, const struct status *packed)
{
	/* A verdict that stands there is kept. */
	if (ending_stands(&boot->ending)) {
		if (packed->state == STATE_ENDED)
			boot->status_block.fd = -1;
		boot->ending.status.boots = packed->boots + 1;
		boot->ending.status.scripts = packed->scripts;
		boot->ending.status.failed = packed->failed;
		keep_identity(boot, packed);
		return 0;
	}
	if (boot->options.values[OPTION_MODE] == MODE_REPAIR) {
		boot->ending.status = *packed;
		boot->earlier.repaired = packed->repaired;
		return 0;
	}
	if (identity_refuse(&boot->ending, &boot->identity,
			    &packed->identity) < 0)
		return leave_alone(boot, packed);
	if (packed->state == STATE_ENDED && verdict_final(packed->verdict))
		return ended_before(boot, packed);
	return begin(boot, packed);
}

int status_block_open(struct boot *boot, const struct disk *disk)
{
	_Alignas(STATUS_BLOCK_SIZE) char bytes[STATUS_BLOCK_SIZE];
	struct status_block *block = &boot->status_block;
	struct status packed = { 0 };
	int fd, err;

	/* Behind the file system, as an importer may have padded the disk. */
	block->offset = disk->has_superblock ? disk->superblock.bytes :
			disk->bytes - STATUS_BLOCK_SIZE;
	if (disk->read_only || disk->bytes < STATUS_BLOCK_SIZE ||
	    block->offset > disk->bytes - STATUS_BLOCK_SIZE)
		return 0;
	/* Direct, so that the page cache of the mounted disk has no say. */
	fd = disk_open(disk, O_RDWR | O_DIRECT);
	if (fd < 0)
		return boot_fail_io(boot, "open out disk", fd);
	err = sys_pread_all(fd, bytes, sizeof(bytes), block->offset);
	if (err == 0)
		err = status_decode(bytes, &packed);
	block->fd = fd;
	if (err == 0 ||
	    (err == -ENOENT && disk->has_superblock && all_zero(bytes)))
		return take_up(boot, &packed);
	block->fd = -1;
	(void)close(fd); /* opened for reading so far */
	return 0;
}

int status_block_write(const struct status_block *block,
		       const struct status *status)
{
	_Alignas(STATUS_BLOCK_SIZE) char bytes[STATUS_BLOCK_SIZE];
	int err;

	if (block->fd < 0)
		return 0;
	status_encode(status, bytes);
	err = sys_pwrite_all(block->fd, bytes, sizeof(bytes), block->offset);
	if (err == 0 && fsync(block->fd) < 0)
		err = -errno;
	return err;
}
