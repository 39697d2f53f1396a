/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "commit.h"
#include "console.h"
#include "disks.h"
#include "guest.h"
#include "mounts.h"
#include "status_block.h"
#include "supervise.h"

static void say(const struct boot *boot)
{
	char bytes[4 * DETAIL_MAX + 128];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	status_line(&text, &boot->status);
	/* The console puts its own "gva: " in front. */
	text.bytes += strlen("gva: ");
	text.length -= strlen("gva: ");
	console_say(&text);
}

/* Unmounting does not tell of what it could not write, the disk does; and it
 * would tell behind the verdict, as an error of that. */
static int sync_disk(const struct boot *boot)
{
	sync();
	if (boot->status_fd >= 0 && fsync(boot->status_fd) < 0)
		return -errno;
	return 0;
}

/* With mode=repair the status stays what it was, and tells of records that
 * are there now; what failed is told on the console alone. */
static int write_status(struct boot *boot)
{
	bool repair = boot->options.values[OPTION_MODE] == MODE_REPAIR;

	if (!repair || boot->failed)
		boot->status.state = STATE_ENDED;
	return repair && boot->failed ? 0 : status_block_write(boot);
}

/* syncfs(2) and umount(2) can succeed over a journal that was given up (Linux
 * fs/ext4/super.c, ext4_sync_fs): the superblock tells. */
static int check_closed(const struct boot *boot)
{
	struct disk *out = boot->disks.out;

	if (!out || boot->failed)
		return 0;
	disk_read_superblock(out);
	return out->superblock.needs_recovery || out->superblock.has_errors ?
		-EIO : 0;
}

void verdict_close(struct boot *boot)
{
	int err = supervise_kill_all();

	if (err < 0)
		(void)boot_fail_errno(boot, VERDICT_STUCK, "end processes",
				      err);
	err = mounts_end(boot);
	if (err < 0)
		(void)commit_fail(boot, "unmount", err);
	err = sync_disk(boot);
	if (err == 0)
		err = check_closed(boot);
	if (err < 0)
		(void)commit_fail(boot, "close out", err);
	guest_clock(boot);
	err = write_status(boot);
	if (err < 0) {
		(void)commit_fail(boot, "write status block", err);
		/* A disk that takes it has what is said now, not a success. */
		(void)write_status(boot);
	}
	say(boot);
}
