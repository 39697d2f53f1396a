/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "commit.h"
#include "console.h"
#include "disks.h"
#include "guest.h"
#include "mounts.h"
#include "status_block.h"
#include "supervise.h"
#include "sys.h"

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
static bool repairs(const struct boot *boot)
{
	return boot->options.values[OPTION_MODE] == MODE_REPAIR;
}

static void end_status(struct boot *boot)
{
	if (!repairs(boot) || boot->failed)
		boot->status.state = STATE_ENDED;
}

static int write_status(struct boot *boot)
{
	end_status(boot);
	/* A repair that took something is told for good. */
	return repairs(boot) && boot->failed &&
	       boot->status.verdict != VERDICT_DAMAGED ? 0 :
	       status_block_write(boot);
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
	int err = supervise_kill_all(boot);

	if (err < 0)
		(void)boot_fail_errno(boot, VERDICT_STUCK, "end processes",
				      err);
	watchdog_busy(boot);
	err = mounts_end(boot);
	if (err < 0)
		(void)commit_fail(boot, "unmount", err);
	watchdog_busy(boot);
	err = sync_disk(boot);
	if (err == 0)
		err = check_closed(boot);
	if (err < 0)
		(void)commit_fail(boot, "close out", err);
	guest_clock(boot);
	watchdog_busy(boot);
	err = write_status(boot);
	if (err < 0) {
		(void)commit_fail(boot, "write status block", err);
		/* A disk that takes it has what is said now, not a success. */
		(void)write_status(boot);
	}
	watchdog_rest(boot);
	say(boot);
}

/* In a child, as nobody can wait for the disk itself. */
static void write_status_apart(struct boot *boot)
{
	uint64_t end_ns = sys_clock_ns() + GIVE_UP_SECONDS * second_ns;
	pid_t pid = fork();

	if (pid == 0)
		_exit(write_status(boot) < 0);
	while (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0 &&
	       sys_clock_ns() < end_ns)
		(void)poll(NULL, 0, 10);
}

void verdict_give_up(struct boot *boot)
{
	(void)boot_fail(boot, VERDICT_STUCK, "PID 1",
			"the kernel or a disk did not come back to it");
	end_status(boot);
	write_status_apart(boot);
	say(boot);
}
