/* SPDX-License-Identifier: MIT */
#include "init/status_block.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "init/identity.h"
#include "init/sys.h"

static int open_for_writing(const struct disk *disk)
{
	char path[8 + DISK_NAME_SIZE];
	struct text text;
	int fd;

	text_init(&text, path, sizeof(path));
	text_put(&text, "/dev/");
	text_put(&text, disk->name);
	/* Direct, so that the page cache of the mounted disk has no say. */
	fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

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
	struct status *status = &boot->status, before = *status;
	int err;

	if (before.boots == 1) {
		status->identity = boot->identity;
		status->identity.conf[0] = '\0'; /* not read yet */
		if (boot->identity.job[0])
			memcpy(status->job, boot->identity.job,
			       sizeof(status->job));
	}
	err = status_block_write(boot);
	*status = before;
	return err;
}

/* The status that is there becomes that of this boot.  Counts stay: they are
 * those of records that are there. */
static int begin(struct boot *boot, const struct status *packed)
{
	int err;

	boot->status = *packed;
	boot->status.boots++;
	boot->status.state = STATE_RUNNING;
	boot->status.verdict = (enum verdict)0;
	boot->status.detail[0] = '\0';
	boot->earlier.repaired = packed->repaired;
	err = write_running(boot);
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR,
				       "write status block", err);
	return 0;
}

/* The job has ended: its verdict is said again, and nothing is written. */
static int ended_before(struct boot *boot, const struct status *packed)
{
	boot->status = *packed;
	boot->status_fd = -1;
	boot->failed = true;
	return -1;
}

/* A boot that is told why it fails takes no image over. */
static void keep_identity(struct boot *boot, const struct status *packed)
{
	struct status *status = &boot->status;

	if (!packed->identity.app[0])
		return;
	status->identity = packed->identity;
	memcpy(status->job, packed->job, sizeof(status->job));
	memcpy(status->instance, packed->instance, sizeof(status->instance));
}

/* Another's: nothing is written on it. */
static int leave_alone(struct boot *boot, const struct status *packed)
{
	boot->status_fd = -1;
	boot->status.scripts = packed->scripts;
	boot->status.failed = packed->failed;
	return -1;
}

static int take_up(struct boot *boot, const struct status *packed)
{
	if (boot->failed) { /* a verdict that stands there is kept */
		if (packed->state == STATE_ENDED)
			boot->status_fd = -1;
		boot->status.boots = packed->boots + 1;
		boot->status.scripts = packed->scripts;
		boot->status.failed = packed->failed;
		keep_identity(boot, packed);
		return 0;
	}
	if (boot->options.values[OPTION_MODE] == MODE_REPAIR) {
		boot->status = *packed;
		boot->earlier.repaired = packed->repaired;
		return 0;
	}
	if (identity_refuse(boot, &packed->identity) < 0)
		return leave_alone(boot, packed);
	if (packed->state == STATE_ENDED && verdict_final(packed->verdict))
		return ended_before(boot, packed);
	return begin(boot, packed);
}

int status_block_open(struct boot *boot, const struct disk *disk)
{
	_Alignas(STATUS_BLOCK_SIZE) char block[STATUS_BLOCK_SIZE];
	struct status packed = { 0 };
	int fd, err;

	/* Behind the file system, as an importer may have padded the disk. */
	boot->status_offset = disk->has_superblock ? disk->superblock.bytes :
			      disk->bytes - STATUS_BLOCK_SIZE;
	if (disk->read_only || disk->bytes < STATUS_BLOCK_SIZE ||
	    boot->status_offset > disk->bytes - STATUS_BLOCK_SIZE)
		return 0;
	fd = open_for_writing(disk);
	if (fd < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR,
				       "open out disk", fd);
	err = sys_pread_all(fd, block, sizeof(block), boot->status_offset);
	if (err == 0)
		err = status_decode(block, &packed);
	boot->status_fd = fd;
	if (err == 0 ||
	    (err == -ENOENT && disk->has_superblock && all_zero(block)))
		return take_up(boot, &packed);
	boot->status_fd = -1;
	(void)close(fd); /* opened for reading so far */
	return 0;
}

int status_block_write_as(const struct boot *boot, const struct status *status)
{
	_Alignas(STATUS_BLOCK_SIZE) char block[STATUS_BLOCK_SIZE];
	int err;

	if (boot->status_fd < 0)
		return 0;
	status_encode(status, block);
	err = sys_pwrite_all(boot->status_fd, block, sizeof(block),
			     boot->status_offset);
	if (err == 0 && fsync(boot->status_fd) < 0)
		err = -errno;
	return err;
}

int status_block_write(const struct boot *boot)
{
	return status_block_write_as(boot, &boot->status);
}
