/* SPDX-License-Identifier: MIT */
/* no_sync: stands in, at the link (-Wl,--wrap), for the calls of PID 1 that
 * make things durable, so that a test can tell whether it would notice that
 * they are missing.  The kernel's command line says which are, and PID 1 finds
 * it in its environment:
 *
 *	(nothing)            none is done
 *	crash_sync=stretch   all are done, late: for the tests of these tests
 *	crash_sync=none      none is done
 *	crash_sync=begin     all but those after an attempt and its script
 *	crash_sync=record    all but those after a record
 *
 * With a word, the journal is committed every second, and every sync and the
 * unmounting take longer than that: what is not in order then comes out on the
 * disk in every run, not in one of a thousand.  But those that `begin` leaves
 * out take no time, as what is told after them must be told too early. */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *kind;

int __real_syncfs(int fd);
int __real_fsync(int fd);
int __real_mount(const char *source, const char *target, const char *type,
		 unsigned long flags, const void *data);
int __real_umount2(const char *target, int flags);
int __wrap_syncfs(int fd);
int __wrap_fsync(int fd);
int __wrap_mount(const char *source, const char *target, const char *type,
		 unsigned long flags, const void *data);
int __wrap_umount2(const char *target, int flags);

/* Before main: PID 1 may empty its environment. */
__attribute__((constructor)) static void choose(void)
{
	kind = getenv("crash_sync");
}

static bool is(const char *word)
{
	return kind && strcmp(kind, word) == 0;
}

static bool leaves_out(const char *word)
{
	return !kind || is("none") || is(word);
}

/* Whether the out folder has a record that waits for its rename. */
static bool has_record(int out_fd)
{
	int fd = openat(out_fd, "run", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	bool found = false;

	while (dir && (entry = readdir(dir))) {
		char path[300] = "run/";
		struct stat stat;

		if (entry->d_name[0] == '.')
			continue;
		strcat(strcat(path, entry->d_name), "/record");
		found |= fstatat(out_fd, path, &stat, 0) == 0 &&
			 stat.st_size > 0;
	}
	if (dir)
		(void)closedir(dir); /* opened for reading */
	return found;
}

static void wait_for_commits(void)
{
	const struct timespec time = { 2, 200000000 };

	if (kind)
		(void)nanosleep(&time, NULL);
}

int __wrap_syncfs(int fd)
{
	bool out = leaves_out(has_record(fd) ? "record" : "begin");

	if (!out || !is("begin"))
		wait_for_commits();
	return out ? 0 : __real_syncfs(fd);
}

int __wrap_fsync(int fd)
{
	return leaves_out("none") ? 0 : __real_fsync(fd);
}

int __wrap_umount2(const char *target, int flags)
{
	/* Only out has something to commit. */
	if (strcmp(target, "/gva/gva-out") == 0)
		wait_for_commits();
	return __real_umount2(target, flags);
}

int __wrap_mount(const char *source, const char *target, const char *type,
		 unsigned long flags, const void *data)
{
	char options[300] = "commit=1,";

	/* Only out has a journal. */
	if (kind && data && type && strcmp(type, "ext4") == 0 &&
	    strstr(target, "out")) {
		strcat(options, data);
		data = options;
	}
	return __real_mount(source, target, type, flags, data);
}
