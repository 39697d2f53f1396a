/* SPDX-License-Identifier: MIT */
#include "init/machine/repair.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "init/base/clock.h"
#include "init/base/sys.h"
#include "init/machine/disk.h"
#include "init/machine/repair_log.h"
#include "init/machine/status_block.h"
#include "init/process/spawn.h"

static const char e2fsck[] = "/sbin/e2fsck";
static const char mke2fs[] = "/sbin/mke2fs";
static const char start_over[] = "gva results reads what is there, a new out "
	"image starts over";

enum { NUMBER_SIZE = 24 };

enum {
	/* Of e2fsck(8): all is well, errors corrected, reboot advised. */
	E2FSCK_GOOD = 1 | 2,
	E2FSCK_FAILED = 8, /* "operational error": such as no superblock */
	E2FSCK_MISUSED = 16, /* an option that it does not know */
	BLANK_BYTES = 1 << 20,
	CHUNK = 64 * 1024,
	TICK_NS = 2 * 1000 * 1000,
};

/* All that is there of what the tool says. */
static void drain_words(int words, struct repair_log *log)
{
	char bytes[PIPE_BUF];
	ssize_t count;

	while ((count = read(words, bytes, sizeof(bytes))) > 0)
		repair_log_take(log, bytes, (size_t)count);
}

/* Waits until the child ends or the job's deadline comes; its exit status, or
 * -errno. */
static int wait_for(pid_t pid, uint64_t deadline_ns, int words,
		    struct repair_log *log)
{
	const struct timespec tick = { 0, TICK_NS };
	int status, done;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0) {
		uint64_t now_ns = clock_passed_ns();

		if (now_ns >= deadline_ns + STUCK_SECONDS * second_ns)
			return -ETIMEDOUT;
		if (now_ns >= deadline_ns)
			(void)kill(pid, SIGKILL);
		drain_words(words, log);
		(void)nanosleep(&tick, NULL);
	}
	drain_words(words, log);
	if (done < 0)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ETIMEDOUT;
}

static int start_tool(struct boot *boot, const char *const *argv, int words)
{
	static const char *const environment[] = { "PATH=/sbin:/bin", NULL };
	struct spawn spawn = {
		.argv = argv, .envp = environment, .directory = "/",
		.errors = words, .cgroup = -1,
		.deadline_ns = boot->deadline_ns,
	};
	enum spawn_fault fault;
	struct spawned spawned;
	int err;

	spawn.output = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (spawn.output < 0)
		return -errno;
	err = spawn_start(&spawn, &spawned, &fault);
	(void)close(spawn.output);
	if (err < 0)
		return err;
	(void)close(spawned.end); /* a stub's, which there is none */
	return spawned.pid;
}

/* Runs a tool to its end; its exit status, or -errno: -ETIMEDOUT when it was
 * ended. */
static int run_tool(struct boot *boot, const char *const *argv,
		    struct repair_log *log)
{
	int words[2], pid;

	*log = (struct repair_log){ 0 };
	if (pipe2(words, O_CLOEXEC) < 0)
		return -errno;
	pid = start_tool(boot, argv, words[1]);
	(void)close(words[1]);
	if (pid >= 0 && fcntl(words[0], F_SETFL, O_NONBLOCK) < 0)
		pid = -errno;
	if (pid >= 0) {
		watchdog_rest(&boot->watchdog);
		pid = wait_for(pid, boot->deadline_ns, words[0], log);
		watchdog_busy(&boot->watchdog);
	}
	(void)close(words[0]); /* a pipe's reading end */
	return pid;
}

static int fail(struct boot *boot, const char *tool, int result)
{
	char bytes[64];
	struct text reason;

	if (result == -ENOENT)
		return boot_fail(boot, VERDICT_NEEDS_REPAIR, "out",
				 "its file system is damaged or missing; boot "
				 "with tools.cpio behind the initramfs");
	if (result < 0)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE, tool, result);
	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, "could not mend out, exit status ");
	text_put_u64(&reason, (uint64_t)result);
	return boot_fail(boot, VERDICT_BAD_IMAGE, tool, bytes);
}

/* An argument of a tool. */
static const char *number(char ret[NUMBER_SIZE], uint64_t value)
{
	struct text text;

	text_init(&text, ret, NUMBER_SIZE);
	text_put_u64(&text, value);
	return ret;
}

/* e2fsck looks for copies of the superblock where mke2fs puts them; a small
 * image of `gva pack` has one of its own (contract/limits.h). */
static int check(struct boot *boot, const char *path, struct repair_log *log)
{
	static const char told[] = "problem_log=/dev/stderr";
	const char *const usual[] = {
		e2fsck, "-f", "-y", "-E", told, path, NULL
	};
	char copy[NUMBER_SIZE], block[NUMBER_SIZE];
	const char *const small[] = {
		e2fsck, "-f", "-y", "-E", told,
		"-b", number(copy, IMAGE_SMALL_GROUP_BLOCKS),
		"-B", number(block, IMAGE_BLOCK), path, NULL,
	};
	int result = run_tool(boot, usual, log);

	return result == E2FSCK_FAILED ? run_tool(boot, small, log) : result;
}

/* The status block as it shall be found when the machine is lost during
 * the repair, which may then have taken anything. */
static int promise_damage(struct boot *boot)
{
	struct status *status = &boot->ending.status, before = *status;
	struct text detail;
	int err;

	status->state = STATE_ENDED;
	status->verdict = VERDICT_DAMAGED;
	text_init(&detail, status->detail, sizeof(status->detail));
	text_put(&detail, "out: the machine was lost while it repaired the "
		 "file system; ");
	text_put(&detail, start_over);
	err = status_block_write(&boot->status_block, status);
	*status = before;
	return err;
}

static int take_promise_back(struct boot *boot)
{
	int err = status_block_write(&boot->status_block,
				     &boot->ending.status);

	return err < 0 ? boot_fail_io(boot, "write status block", err) : 0;
}

/* e2fsck could not be started, or found no file system to mend. */
static bool wrote_nothing(int result, const struct repair_log *log)
{
	return result < 0 ? result != -ETIMEDOUT :
	       result == E2FSCK_MISUSED ||
	       (result == E2FSCK_FAILED && !log->took);
}

/* What ended scripts left, or what is queued, may be gone or changed. */
static int damaged(struct boot *boot, int result, const struct repair_log *log)
{
	unsigned char code[3] = { (unsigned char)(log->first >> 16),
		(unsigned char)(log->first >> 8), (unsigned char)log->first };
	char bytes[DETAIL_MAX];
	struct text reason;

	text_init(&reason, bytes, sizeof(bytes));
	if (result < 0) {
		text_put(&reason, "the repair of its file system was cut off");
	} else {
		text_put(&reason, "its file system was damaged, and the "
			 "repair took or changed what was there (e2fsck: "
			 "exit status ");
		text_put_u64(&reason, (uint64_t)result);
		text_put(&reason, ", problem 0x");
		text_put_hex(&reason, code, sizeof(code));
		text_put(&reason, ")");
	}
	text_put(&reason, "; ");
	text_put(&reason, start_over);
	return boot_fail(boot, VERDICT_DAMAGED, "out", bytes);
}

/* Whether e2fsck can be run, and what it does be told for good. */
static int prepare(struct boot *boot, const struct disk *disk)
{
	int err;

	if (boot->ending.status.repaired > boot->earlier.repaired)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out",
				 "it does not mount, and a repair did not "
				 "help");
	if (boot->status_block.fd < 0 && !disk->has_superblock)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out",
				 "it holds no ext4 file system, nor zeros");
	if (access(e2fsck, X_OK) < 0)
		return fail(boot, e2fsck, -errno);
	if (boot->status_block.fd < 0)
		return boot_fail(boot, VERDICT_NEEDS_REPAIR, "out", "its file "
				 "system is damaged, and has no status block "
				 "behind it to tell of a repair; run e2fsck -f "
				 "on it");
	err = promise_damage(boot);
	return err < 0 ? boot_fail_io(boot, "write status block", err) : 0;
}

int repair_check(struct boot *boot, struct disk *disk)
{
	char path[DISK_PATH_SIZE];
	struct repair_log log;
	int result;

	if (prepare(boot, disk) < 0)
		return -1;
	disk_path(disk, path);
	result = check(boot, path, &log);
	if (wrote_nothing(result, &log))
		return take_promise_back(boot) < 0 ? -1 :
		       fail(boot, e2fsck, result);
	boot->ending.status.repaired++;
	disk_read_superblock(disk);
	if (result < 0 || (result & ~E2FSCK_GOOD) || !repair_log_harmless(&log))
		return damaged(boot, result, &log);
	return take_promise_back(boot);
}

/* 1 when the first MiB holds zeros only, 0 when not, -errno. */
static int is_blank(const char *path)
{
	static char bytes[CHUNK];
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 1;

	if (fd < 0)
		return -errno;
	for (uint64_t at = 0; at < BLANK_BYTES && err == 1; at += CHUNK) {
		int read_err = sys_pread_all(fd, bytes, CHUNK, at);

		if (read_err < 0)
			err = read_err;
		for (size_t i = 0; i < CHUNK && err == 1; i++)
			err = bytes[i] == 0;
	}
	(void)close(fd); /* opened for reading */
	return err;
}

static int format(struct boot *boot, struct disk *disk, const char *path)
{
	uint64_t count = disk->bytes / STATUS_BLOCK_SIZE;
	char block[NUMBER_SIZE], blocks[NUMBER_SIZE];
	const char *const argv[] = {
		mke2fs, "-q", "-t", "ext4", "-b", number(block, IMAGE_BLOCK),
		"-m", "0", "-L", "gva-out", "-E", "nodiscard", path,
		number(blocks, count > 0 ? count - 1 : 0), NULL,
	};
	struct repair_log log;
	int result;

	result = run_tool(boot, argv, &log);
	if (result != 0)
		return fail(boot, mke2fs, result);
	disk_read_superblock(disk);
	return 0;
}

int repair_blank(struct boot *boot, struct disk *disk)
{
	char path[DISK_PATH_SIZE];
	int blank;

	/* There was a file system, of which backups may be left. */
	if (boot->status_block.fd >= 0)
		return repair_check(boot, disk);
	disk_path(disk, path);
	blank = is_blank(path);
	if (blank < 0)
		return boot_fail_io(boot, "read out",
				       blank);
	return blank ? format(boot, disk, path) : repair_check(boot, disk);
}
