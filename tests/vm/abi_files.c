/* SPDX-License-Identifier: MIT */
/*
 * Probes of files and memory.
 */
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "tests/vm/abi.h"

/* A file without a name, of five bytes; its descriptor, or -1. */
static int scratch_file(void)
{
	int fd = open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 && pwrite(fd, "hello", 5, 0) != 5)
		return -1;
	return fd;
}

static int probe_tmpfile(void)
{
	char path[64];
	int fd;

	TRY(fd = scratch_file());
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	TRY(linkat(AT_FDCWD, path, AT_FDCWD, "abi-linked",
		   AT_SYMLINK_FOLLOW));
	TRY(unlink("abi-linked"));
	return 0;
}

static int probe_aio(void)
{
	struct io_event event;
	struct iocb block = {
		.aio_lio_opcode = IOCB_CMD_PWRITE,
		.aio_buf = (uint64_t)(uintptr_t)"world",
		.aio_nbytes = 5,
	};
	struct iocb *blocks = &block;
	aio_context_t context = 0;
	char text[5];
	int fd;

	TRY(fd = scratch_file());
	block.aio_fildes = (uint32_t)fd;
	TRY(syscall(SYS_io_setup, 1, &context));
	EXPECT(syscall(SYS_io_submit, context, 1, &blocks) == 1);
	EXPECT(syscall(SYS_io_getevents, context, 1, 1, &event, NULL) == 1);
	EXPECT(event.res == 5);
	EXPECT(pread(fd, text, 5, 0) == 5 && memcmp(text, "world", 5) == 0);
	return 0;
}

/* Exit status of a child that runs one of the two lock attempts below. */
static int try_in_child(int (*attempt)(void))
{
	int status;
	pid_t pid;

	TRY(pid = fork());
	if (pid == 0)
		_exit(attempt());
	TRY(waitpid(pid, &status, 0));
	return WEXITSTATUS(status);
}

static int flock_conflicts(void)
{
	int fd = open("abi-lock", O_RDWR);

	return flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
}

static int record_conflicts(void)
{
	struct flock lock = { .l_type = F_WRLCK };
	int fd = open("abi-lock", O_RDWR);

	return fcntl(fd, F_SETLK, &lock) < 0 && errno == EAGAIN;
}

static int probe_locks(void)
{
	struct flock lock = { .l_type = F_WRLCK };
	int by_record;
	int by_flock;
	int fd;

	TRY(fd = open("abi-lock", O_CREAT | O_RDWR | O_CLOEXEC, 0600));
	TRY(flock(fd, LOCK_EX));
	TRY(fcntl(fd, F_SETLK, &lock));
	by_flock = try_in_child(flock_conflicts);
	by_record = try_in_child(record_conflicts);
	TRY(unlink("abi-lock"));
	EXPECT(by_flock == 1 && by_record == 1);
	return 0;
}

static int probe_copy_file_range(void)
{
	loff_t from = 0;
	char text[5];
	int source;
	int target;

	TRY(source = scratch_file());
	TRY(target = scratch_file());
	TRY(ftruncate(target, 0));
	EXPECT(copy_file_range(source, &from, target, NULL, 5, 0) == 5);
	EXPECT(pread(target, text, 5, 0) == 5);
	EXPECT(memcmp(text, "hello", 5) == 0);
	return 0;
}

static int probe_fallocate(void)
{
	struct stat info;
	int fd;

	TRY(fd = scratch_file());
	TRY(fallocate(fd, 0, 0, 1 << 20));
	TRY(fstat(fd, &info));
	EXPECT(info.st_size == 1 << 20 && info.st_blocks >= 2048);
	TRY(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      0, 1 << 20));
	TRY(fstat(fd, &info));
	EXPECT(info.st_blocks < 2048);
	return 0;
}

static int probe_xattr(void)
{
	char value[8];
	int fd;

	TRY(fd = scratch_file());
	TRY(fsetxattr(fd, "user.abi", "value", 5, 0));
	EXPECT(fgetxattr(fd, "user.abi", value, sizeof(value)) == 5);
	EXPECT(memcmp(value, "value", 5) == 0);
	return 0;
}

static int probe_file_handle(void)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} buffer = { .handle.handle_bytes = MAX_HANDLE_SZ };
	int mount;

	TRY(name_to_handle_at(AT_FDCWD, "/dev/shm", &buffer.handle, &mount,
			      0));
	EXPECT(buffer.handle.handle_bytes > 0);
	return 0;
}

static int probe_advise(void)
{
	size_t size = 4 << 20;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd;

	EXPECT(memory != MAP_FAILED);
	TRY(madvise(memory, size, MADV_DONTNEED));
	TRY(madvise(memory, size, MADV_HUGEPAGE));
	TRY(fd = scratch_file());
	errno = posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return -errno;
}

static int probe_memfd_seal(void)
{
	int fd;

	TRY(fd = memfd_create("abi", MFD_CLOEXEC | MFD_ALLOW_SEALING));
	TRY(write(fd, "hello", 5));
	TRY(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	EXPECT(write(fd, "hello", 5) < 0 && errno == EPERM);
	return 0;
}

static int probe_getrandom(void)
{
	char bytes[16] = "";
	char zeros[16] = "";

	TRY(getrandom(bytes, sizeof(bytes), GRND_NONBLOCK));
	EXPECT(memcmp(bytes, zeros, sizeof(bytes)) != 0);
	return 0;
}

const struct probe file_probes[] = {
	{ "tmpfile", probe_tmpfile },
	{ "aio", probe_aio },
	{ "locks", probe_locks },
	{ "copy-file-range", probe_copy_file_range },
	{ "fallocate", probe_fallocate },
	{ "xattr", probe_xattr },
	{ "file-handle", probe_file_handle },
	{ "advise", probe_advise },
	{ "memfd-seal", probe_memfd_seal },
	{ "getrandom", probe_getrandom },
	{ NULL, NULL },
};
