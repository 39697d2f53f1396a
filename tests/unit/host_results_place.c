/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/reader/parcel.h"
#include "host/results/place.h"
#include "tests/unit/test.h"

static void only_a_name_of_one_part_is_good(void)
{
	char name[257];

	memset(name, 'x', sizeof(name));
	CHECK(parcel_name_plain((struct span){ name, 255 }));
	CHECK(!parcel_name_plain((struct span){ name, 256 }));
	CHECK(parcel_name_plain(span_of("a")));
	CHECK(parcel_name_plain(span_of("...")));
	CHECK(parcel_name_plain(span_of(" \n\x01\xff")));
	CHECK(!parcel_name_plain(span_of("")));
	CHECK(!parcel_name_plain(span_of(".")));
	CHECK(!parcel_name_plain(span_of("..")));
	CHECK(!parcel_name_plain(span_of("/")));
	CHECK(!parcel_name_plain(span_of("a/b")));
	CHECK(!parcel_name_plain((struct span){ "a\0b", 3 }));
}

/* Nothing that is there is opened, followed or changed. */
static void what_is_there_is_left_alone(int folder)
{
	int fd;

	CHECK(symlinkat("file", folder, "link") == 0);
	CHECK(symlinkat("nowhere", folder, "dangling") == 0);
	CHECK(symlinkat("folder", folder, "to-folder") == 0);
	CHECK(place_file(folder, "file") == -EEXIST);
	CHECK(place_file(folder, "link") == -EEXIST);
	CHECK(place_file(folder, "dangling") == -EEXIST);
	CHECK(place_folder(folder, "folder") == -EEXIST);
	CHECK(place_folder(folder, "to-folder") == -EEXIST);
	CHECK(place_folder(folder, "dangling") == -EEXIST);
	CHECK(place_file(folder, "folder/x") == -EINVAL);
	CHECK(place_file(folder, "../x") == -EINVAL);
	CHECK(place_folder(folder, "..") == -EINVAL);
	fd = openat(folder, "nowhere", O_RDONLY);
	CHECK(fd < 0 && errno == ENOENT);
}

/* What a file of this mode comes back as. */
static mode_t mode_of(int folder, mode_t mode, const struct timespec *time)
{
	int fd = place_file(folder, "plain");
	struct stat stat = { 0 };

	CHECK(fd >= 0 && fstat(fd, &stat) == 0);
	CHECK((stat.st_mode & 07777) == 0600); /* while it is filled */
	CHECK(place_done(fd, mode, time) == 0);
	CHECK(fstatat(folder, "plain", &stat, 0) == 0);
	CHECK(stat.st_mtim.tv_sec == time->tv_sec);
	CHECK(stat.st_mtim.tv_nsec == time->tv_nsec);
	CHECK(unlinkat(folder, "plain", 0) == 0);
	return stat.st_mode & 07777;
}

static void modes_are_within_the_umask(int folder)
{
	const struct timespec time = { 5000000000, 123456789 };
	struct stat stat;
	int fd;

	(void)umask(027);
	CHECK(mode_of(folder, 0777, &time) == 0750);
	(void)umask(022);
	CHECK(mode_of(folder, 0600, &time) == 0600);
	CHECK(mode_of(folder, 0666, &time) == 0644);
	CHECK(mode_of(folder, 0440, &time) == 0440);
	CHECK(mode_of(folder, 0, &time) == 0400);
	CHECK(mode_of(folder, 07777, &time) == 0755);
	CHECK(umask(022) == 022);
	fd = place_file(folder, "file");
	CHECK(fd >= 0 && place_done(fd, 0644, &time) == 0);
	fd = place_folder(folder, "folder");
	CHECK(fd >= 0 && place_done(fd, 06000, &time) == 0);
	CHECK(fstatat(folder, "folder", &stat, 0) == 0);
	CHECK((stat.st_mode & 07777) == 0700);
	CHECK(stat.st_mtim.tv_sec == time.tv_sec);
}

int main(void)
{
	static const char *const names[] = {
		"file", "link", "dangling", "to-folder",
	};
	char path[] = "place.XXXXXX";
	int folder;

	only_a_name_of_one_part_is_good();
	CHECK(mkdtemp(path) != NULL);
	folder = open(path, O_RDONLY | O_DIRECTORY);
	CHECK(folder >= 0);
	modes_are_within_the_umask(folder);
	what_is_there_is_left_alone(folder);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK(unlinkat(folder, names[i], 0) == 0);
	CHECK(unlinkat(folder, "folder", AT_REMOVEDIR) == 0);
	CHECK(rmdir(path) == 0);
	return test_end();
}
