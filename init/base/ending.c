/* SPDX-License-Identifier: MIT */
#include "init/base/ending.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

bool ending_stands(const struct ending *ending)
{
	return ending->standing == ENDING_FAILED ||
	       ending->standing == ENDING_TOLD;
}

static void set(struct ending *ending, enum verdict verdict,
		const char *object, const char *reason)
{
	struct status *status = &ending->status;
	struct text detail;

	status->verdict = verdict;
	text_init(&detail, status->detail, sizeof(status->detail));
	text_put(&detail, object);
	text_put(&detail, ": ");
	/* Cut rather than lost: the reason may hold a long name. */
	for (const char *byte = reason; *byte && !detail.cut; byte++)
		text_put_bytes(&detail, byte, 1);
}

int ending_fail(struct ending *ending, enum verdict verdict,
		const char *object, const char *reason)
{
	if (ending_stands(ending))
		return -1;
	ending->standing = ENDING_FAILED;
	set(ending, verdict, object, reason);
	return -1;
}

int ending_late(struct ending *ending)
{
	if (ending->standing != ENDING_OPEN)
		return -1;
	ending->standing = ENDING_LATE;
	set(ending, VERDICT_DEADLINE, "job", "its deadline came");
	return -1;
}

int ending_settle(struct ending *ending)
{
	if (ending->standing == ENDING_LATE)
		ending->standing = ENDING_FAILED;
	return -1;
}

/* Some say what is wrong whatever was being done. */
static enum verdict verdict_of(int err, enum verdict otherwise)
{
	switch (-err) {
	case ENOMEM: case ENOBUFS: case EMFILE: case ENFILE: case EAGAIN:
		return VERDICT_APPLIANCE_ERROR;
	case ENOSPC: case EDQUOT:
		return otherwise == VERDICT_BAD_IMAGE ||
		       otherwise == VERDICT_IO_ERROR ?
			VERDICT_OUTPUT_FULL : otherwise;
	case EMEDIUMTYPE:
		return VERDICT_BAD_IMAGE;
	default:
		return otherwise;
	}
}

/* ENOSPC does not tell blocks and inodes apart. */
static void put_what_is_full(struct text *reason,
			     const struct ending *ending)
{
	struct statvfs out;

	if (ending->out_fd >= 0 &&
	    fstatvfs(ending->out_fd, &out) == 0 && out.f_ffree == 0)
		text_put(reason, ", its inodes are used up: each script takes "
			 "some, each file one; a larger image has more");
}

int ending_fail_errno(struct ending *ending, enum verdict verdict,
		      const char *object, int err)
{
	char bytes[DETAIL_MAX];
	struct text reason;

	verdict = verdict_of(err, verdict);
	/* The number too: musl has no words for some of ext4's. */
	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, strerror(-err));
	text_put(&reason, " (errno ");
	text_put_u64(&reason, (uint64_t)-err);
	text_put(&reason, ")");
	if (verdict == VERDICT_OUTPUT_FULL)
		put_what_is_full(&reason, ending);
	if (err == -EMEDIUMTYPE)
		text_put(&reason, ", it is not of the kind that the "
			 "appliance makes");
	return ending_fail(ending, verdict, object, bytes);
}
