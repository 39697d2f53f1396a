/* SPDX-License-Identifier: MIT */
#include "repair.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "disks.h"
#include "spawn.h"
#include "sys.h"

static const char e2fsck[] = "/sbin/e2fsck";
static const char mke2fs[] = "/sbin/mke2fs";

enum {
	/* Of e2fsck(8): all is well, errors corrected, reboot advised. */
	E2FSCK_GOOD = 1 | 2,
	E2FSCK_FAILED = 8, /* "operational error": such as no superblock */
	BLANK_BYTES = 1 << 20,
	CHUNK = 64 * 1024,
	TICK_NS = 2 * 1000 * 1000,
};

static void device_path(const struct disk *disk, char path[8 + DISK_NAME_SIZE])
{
	struct text text;

	text_init(&text, path, 8 + DISK_NAME_SIZE);
	text_put(&text, "/dev/");
	text_put(&text, disk->name);
}

/* Waits until the child ends or the job's deadline comes; its exit status, or
 * -errno. */
static int wait_for(pid_t pid, uint64_t deadline_ns)
{
	const struct timespec tick = { 0, TICK_NS };
	int status, done;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0) {
		uint64_t now_ns = sys_clock_ns();

		if (now_ns >= deadline_ns + STUCK_SECONDS * second_ns)
			return -ETIMEDOUT;
		if (now_ns >= deadline_ns)
			(void)kill(pid, SIGKILL);
		(void)nanosleep(&tick, NULL);
	}
	if (done < 0)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -ETIMEDOUT;
}

/* Runs a tool to its end; its exit status, or -errno. */
static int run_tool(struct boot *boot, const char *const *argv)
{
	static const char *const environment[] = { "PATH=/sbin:/bin", NULL };
	struct spawn spawn = {
		.argv = argv, .envp = environment, .directory = "/",
		.cgroup = -1, .deadline_ns = boot->deadline_ns,
	};
	enum spawn_fault fault;
	struct spawned spawned;
	int err;

	spawn.output = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (spawn.output < 0)
		return -errno;
	spawn.errors = spawn.output;
	err = spawn_start(&spawn, &spawned, &fault);
	(void)close(spawn.output);
	if (err < 0)
		return err;
	(void)close(spawned.end); /* a stub's, which there is none */
	watchdog_rest(boot);
	err = wait_for(spawned.pid, boot->deadline_ns);
	watchdog_busy(boot);
	return err;
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

/* e2fsck looks for copies of the superblock where mke2fs puts them; a small
 * image of `gva pack` has one of its own (host/image_fs.h). */
static int check(struct boot *boot, const char *path)
{
	const char *const usual[] = { e2fsck, "-f", "-y", path, NULL };
	const char *const small[] = {
		e2fsck, "-f", "-y", "-b", "2048", "-B", "4096", path, NULL,
	};
	int result = run_tool(boot, usual);

	return result == E2FSCK_FAILED ? run_tool(boot, small) : result;
}

int repair_check(struct boot *boot, struct disk *disk)
{
	char path[8 + DISK_NAME_SIZE];
	int result;

	if (boot->status.repaired > boot->earlier.repaired)
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out",
				 "it does not mount, and a repair did not help");
	device_path(disk, path);
	result = check(boot, path);
	if (result < 0 || (result & ~E2FSCK_GOOD))
		return fail(boot, e2fsck, result);
	boot->status.repaired++;
	disk_read_superblock(disk);
	return 0;
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
	char blocks[24];
	struct text text;
	const char *const argv[] = {
		mke2fs, "-q", "-t", "ext4", "-b", "4096", "-m", "0",
		"-L", "gva-out", "-E", "nodiscard", path, blocks, NULL,
	};
	int result;

	text_init(&text, blocks, sizeof(blocks));
	text_put_u64(&text, count > 0 ? count - 1 : 0);
	result = run_tool(boot, argv);
	if (result != 0)
		return fail(boot, mke2fs, result);
	disk_read_superblock(disk);
	return 0;
}

int repair_blank(struct boot *boot, struct disk *disk)
{
	char path[8 + DISK_NAME_SIZE];
	int blank;

	device_path(disk, path);
	blank = is_blank(path);
	if (blank < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR, "read out",
				       blank);
	return blank ? format(boot, disk, path) : repair_check(boot, disk);
}
