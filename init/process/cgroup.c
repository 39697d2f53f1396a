/* SPDX-License-Identifier: MIT */
#include "init/process/cgroup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/text.h"
#include "init/base/listing.h"
#include "init/base/sys.h"

static const char folder[] = "/sys/fs/cgroup/script";

enum {
	FILE_SIZE = 2048,
	DEPTH_MAX = 16, /* of groups below a script's own; each is a frame */
};

int cgroup_mount(void)
{
	if (mount("cgroup2", "/sys/fs/cgroup", "cgroup2",
		  MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
		return -errno;
	return sys_write_path("/sys/fs/cgroup/cgroup.subtree_control",
			      "+memory +pids +cpu");
}

static int write_file(int cgroup, const char *name, const char *value)
{
	int fd = openat(cgroup, name, O_WRONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	(void)close(fd); /* the write is what acts */
	return err;
}

static int write_number(int cgroup, const char *name, uint64_t number)
{
	char digits[24];
	struct text text;

	text_init(&text, digits, sizeof(digits));
	text_put_u64(&text, number);
	return write_file(cgroup, name, digits);
}

int cgroup_make(const struct cgroup_limits *limits)
{
	int cgroup, err;

	if (mkdir(folder, 0755) < 0)
		return -errno;
	cgroup = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (cgroup < 0)
		return -errno;
	err = write_number(cgroup, "memory.max", limits->memory);
	/* All or nothing: half a script is of no use to anyone. */
	if (err == 0)
		err = write_file(cgroup, "memory.oom.group", "1");
	if (err == 0)
		err = write_number(cgroup, "pids.max", limits->pids);
	if (err == 0)
		return cgroup;
	(void)cgroup_remove(cgroup); /* it is empty */
	return err;
}

void cgroup_kill(int cgroup)
{
	(void)write_file(cgroup, "cgroup.kill", "1");
}

/* The number of the first line that begins with `key`, after it. */
static int read_number(int cgroup, const char *name, const char *key,
		       uint64_t *ret)
{
	char bytes[FILE_SIZE];
	struct span rest = { bytes, 0 }, line;
	int err = sys_read_path(cgroup, name, bytes, sizeof(bytes),
				&rest.length);

	if (err < 0)
		return err;
	while (span_line(&rest, &line))
		if (span_starts(&line, key))
			return span_u64(line, UINT64_MAX, ret);
	return -ENODATA;
}

bool cgroup_empty(int cgroup)
{
	uint64_t populated = 1;

	(void)read_number(cgroup, "cgroup.events", "populated ", &populated);
	return populated == 0;
}

int cgroup_read(int cgroup, struct cgroup_usage *ret)
{
	uint64_t peak = 0, kills = 0;
	int err = read_number(cgroup, "cpu.stat", "user_usec ",
			      &ret->cpu_user_us);

	if (err == 0)
		err = read_number(cgroup, "cpu.stat", "system_usec ",
				  &ret->cpu_system_us);
	if (err == 0)
		err = read_number(cgroup, "memory.peak", "", &peak);
	if (err == 0)
		err = read_number(cgroup, "pids.peak", "", &ret->pids_peak);
	if (err == 0)
		err = read_number(cgroup, "memory.events", "oom_kill ", &kills);
	ret->memory_peak_kib = peak / 1024;
	ret->out_of_memory = kills > 0;
	return err;
}

/* Removes the groups below, which only a script with full privilege can have
 * made. */
static int remove_below(int cgroup, int depth)
{
	struct listing listing = { .fd = cgroup };
	const char *name;
	int err;

	while ((err = listing_next(&listing, &name)) > 0) {
		int below = openat(cgroup, name, O_RDONLY | O_DIRECTORY |
				   O_CLOEXEC | O_NOFOLLOW);

		if (below < 0)
			continue; /* a file */
		if (depth > 0)
			(void)remove_below(below, depth - 1);
		(void)close(below);
		/* Where it stays, so does the group above it. */
		(void)unlinkat(cgroup, name, AT_REMOVEDIR);
	}
	return err;
}

int cgroup_remove(int cgroup)
{
	int err = rmdir(folder) < 0 ? -errno : 0;

	if (err == -EBUSY && remove_below(cgroup, DEPTH_MAX) == 0)
		err = rmdir(folder) < 0 ? -errno : 0;
	(void)close(cgroup);
	return err;
}
