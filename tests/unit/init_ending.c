/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <sys/statvfs.h>

#include "init/base/ending.h"
#include "tests/unit/test.h"

static struct ending ending;
static fsfilcnt_t inodes_free;
static int statvfs_errno;

/* Stands in, at the link, for the out disk. */
int __wrap_fstatvfs(int fd, struct statvfs *ret);
int __wrap_fstatvfs(int fd, struct statvfs *ret)
{
	CHECK(fd == 9);
	*ret = (struct statvfs){ .f_ffree = inodes_free };
	errno = statvfs_errno;
	return statvfs_errno ? -1 : 0;
}

/* What a failure of an errno makes of what its caller takes it for. */
static enum verdict of(int err, enum verdict otherwise)
{
	ending = (struct ending){ .out_fd = 9 };
	CHECK(ending_fail_errno(&ending, otherwise, "verb object", -err) == -1);
	CHECK(ending.standing == ENDING_FAILED);
	return ending.status.verdict;
}

static const enum verdict all[] = {
	VERDICT_BAD_IMAGE, VERDICT_IO_ERROR, VERDICT_OUTPUT_FULL,
	VERDICT_STUCK, VERDICT_APPLIANCE_ERROR, VERDICT_BAD_OPTIONS,
	VERDICT_NEEDS_REPAIR,
};

enum { ALL = sizeof(all) / sizeof(all[0]) };

/* Never the job's, nor its image's: of a larger machine all is well. */
static void want_of_memory_and_descriptors(void)
{
	static const int wants[] = { ENOMEM, ENOBUFS, EMFILE, ENFILE, EAGAIN };

	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		for (size_t k = 0; k < ALL; k++)
			CHECK(of(wants[i], all[k]) == VERDICT_APPLIANCE_ERROR);
}

static void want_of_room(void)
{
	inodes_free = 1;
	for (int err = ENOSPC; err; err = err == ENOSPC ? EDQUOT : 0) {
		CHECK(of(err, VERDICT_BAD_IMAGE) == VERDICT_OUTPUT_FULL);
		CHECK(of(err, VERDICT_IO_ERROR) == VERDICT_OUTPUT_FULL);
		CHECK(!strstr(ending.status.detail, "inodes"));
		/* The memory of PID 1's own file systems. */
		CHECK(of(err, VERDICT_APPLIANCE_ERROR) ==
		      VERDICT_APPLIANCE_ERROR);
	}
	inodes_free = 0;
	(void)of(ENOSPC, VERDICT_IO_ERROR);
	CHECK(strstr(ending.status.detail, "inodes are used up") != NULL);
	(void)of(ENOSPC, VERDICT_STUCK);
	CHECK(!strstr(ending.status.detail, "inodes"));
	statvfs_errno = EIO;
	(void)of(ENOSPC, VERDICT_IO_ERROR);
	CHECK(!strstr(ending.status.detail, "inodes"));
	statvfs_errno = 0;
}

static void others_are_what_the_caller_says(void)
{
	static const int others[] = { EIO, EROFS, EUCLEAN, EBADMSG, EEXIST };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		for (size_t k = 0; k < ALL; k++)
			CHECK(of(others[i], all[k]) == all[k]);
	for (size_t k = 0; k < ALL; k++)
		CHECK(of(EMEDIUMTYPE, all[k]) == VERDICT_BAD_IMAGE);
}

static void first_failure_stands(void)
{
	CHECK(of(ENOMEM, VERDICT_IO_ERROR) == VERDICT_APPLIANCE_ERROR);
	CHECK_STR(ending.status.detail,
		  "verb object: Cannot allocate memory (errno 12)");
	CHECK(ending_fail_errno(&ending, VERDICT_IO_ERROR, "other", -EIO) == -1);
	CHECK(ending.status.verdict == VERDICT_APPLIANCE_ERROR);
	CHECK(strstr(ending.status.detail, "verb object") != NULL);
}

int main(void)
{
	want_of_memory_and_descriptors();
	want_of_room();
	others_are_what_the_caller_says();
	first_failure_stands();
	return test_end();
}
