/* SPDX-License-Identifier: MIT */
#include "init/boot.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>

#include "init/sys.h"

void boot_init(struct boot *boot)
{
	/* The rest is zero: `boot` lies in .bss. */
	options_init(&boot->options);
	boot->status.boots = 1; /* an out disk may know better */
	boot->status_fd = -1;
	boot->identity.any_instance = true;
	boot->app_fd = -1;
	boot->out_fd = -1;
	boot->data_fd = -1;
	boot->started_ns = sys_clock_ns();
}

int boot_fail(struct boot *boot, enum verdict verdict, const char *object,
	      const char *reason)
{
	struct text detail;

	if (boot->failed)
		return -1;
	boot->failed = true;
	boot->status.verdict = verdict;
	text_init(&detail, boot->status.detail, sizeof(boot->status.detail));
	text_put(&detail, object);
	text_put(&detail, ": ");
	/* Cut rather than lost: the reason may hold a long name. */
	for (const char *byte = reason; *byte && !detail.cut; byte++)
		text_put_bytes(&detail, byte, 1);
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
static void put_what_is_full(struct text *reason, const struct boot *boot)
{
	struct statvfs out;

	if (boot->out_fd >= 0 && fstatvfs(boot->out_fd, &out) == 0 &&
	    out.f_ffree == 0)
		text_put(reason, ", its inodes are used up: each script takes "
			 "some, each file one; a larger image has more");
}

int boot_fail_errno(struct boot *boot, enum verdict verdict,
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
		put_what_is_full(&reason, boot);
	if (err == -EMEDIUMTYPE)
		text_put(&reason, ", it is not of the kind that the appliance makes");
	return boot_fail(boot, verdict, object, bytes);
}
