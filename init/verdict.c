/* SPDX-License-Identifier: MIT */
#include "init/verdict.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/console.h"
#include "init/machine/disk.h"
#include "init/machine/guest.h"
#include "init/machine/job_tree.h"
#include "init/machine/status_block.h"
#include "init/process/kill.h"

static void say(const struct status *status)
{
	char bytes[4 * DETAIL_MAX + 128];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	status_news(&text, status);
	console_say(&text);
}

/* Unmounting does not tell of what it could not write, the disk does; and it
 * would tell after the verdict, as an error of that. */
static int sync_disk(const struct boot *boot)
{
	sync();
	if (boot->status_block.fd >= 0 && fsync(boot->status_block.fd) < 0)
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
	if (!repairs(boot) || ending_stands(&boot->ending))
		boot->ending.status.state = STATE_ENDED;
}

static int write_status(struct boot *boot)
{
	end_status(boot);
	/* A repair that took something is told for good. */
	return repairs(boot) && ending_stands(&boot->ending) &&
	       boot->ending.status.verdict != VERDICT_DAMAGED ? 0 :
	       status_block_write(&boot->status_block, &boot->ending.status);
}

/* syncfs(2) and umount(2) can succeed over a journal that was given up (Linux
 * fs/ext4/super.c, ext4_sync_fs): the superblock tells. */
static int check_closed(const struct boot *boot)
{
	struct disk *out = boot->disks.out;

	if (!out || ending_stands(&boot->ending))
		return 0;
	disk_read_superblock(out);
	return out->superblock.needs_recovery || out->superblock.has_errors ?
		-EIO : 0;
}

void verdict_close(struct boot *boot)
{
	int err = kill_all(&boot->traffic, boot->deadline_ns);

	if (err < 0)
		(void)boot_fail_errno(boot, VERDICT_STUCK, "end processes",
				      err);
	watchdog_busy(&boot->watchdog);
	err = job_tree_close(boot);
	if (err < 0)
		(void)boot_fail_io(boot, "unmount", err);
	watchdog_busy(&boot->watchdog);
	err = sync_disk(boot);
	if (err == 0)
		err = check_closed(boot);
	if (err < 0)
		(void)boot_fail_io(boot, "close out", err);
	guest_clock(&boot->ending.status);
	watchdog_busy(&boot->watchdog);
	err = write_status(boot);
	if (err < 0) {
		(void)boot_fail_io(boot, "write status block", err);
		/* A disk that takes it has what is said now, not a success. */
		(void)write_status(boot);
	}
	watchdog_rest(&boot->watchdog);
	say(&boot->ending.status);
}

/* The last word of a job whose PID 1 is asleep.  That one may wake up at any
 * moment, until it wants to do something: it then kills every process, so this
 * is written by none, and it changes boot->ending.status, so this is a copy. */
static struct {
	struct thread thread;
	const struct boot *boot;
	struct status status;
	atomic_bool written;
} last_word;

static void *write_last_word(void *unused)
{
	(void)unused;
	(void)status_block_write(&last_word.boot->status_block,
				 &last_word.status);
	atomic_store(&last_word.written, true);
	return NULL;
}

/* In a thread, as nobody can wait for the disk itself. */
static void write_apart(void)
{
	uint64_t end_ns = clock_passed_ns() + GIVE_UP_SECONDS * second_ns;

	if (thread_start(&last_word.thread, write_last_word, NULL) < 0)
		return;
	while (!atomic_load(&last_word.written) && clock_passed_ns() < end_ns)
		(void)poll(NULL, 0, 10);
}

void verdict_give_up(void *argument)
{
	const struct boot *boot = argument;
	struct status *status = &last_word.status;
	struct text detail;

	last_word.boot = boot;
	*status = boot->ending.status;
	status->state = STATE_ENDED;
	if (!ending_stands(&boot->ending)) {
		status->verdict = VERDICT_STUCK;
		text_init(&detail, status->detail, sizeof(status->detail));
		text_put(&detail, "PID 1: the kernel or a disk did not come "
			 "back to it");
	}
	if (!repairs(boot))
		write_apart();
	say(status);
}
