/* SPDX-License-Identifier: MIT */
#include "boot.h"

#include <string.h>

#include "sys.h"

void boot_init(struct boot *boot)
{
	/* The rest is zero: `boot` lies in .bss. */
	options_init(&boot->options);
	boot->status.boots = 1; /* an out disk may know better */
	boot->status_fd = -1;
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

int boot_fail_errno(struct boot *boot, enum verdict verdict,
		    const char *object, int err)
{
	char bytes[96];
	struct text reason;

	/* The number too: musl has no words for some of ext4's. */
	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, strerror(-err));
	text_put(&reason, " (errno ");
	text_put_u64(&reason, (uint64_t)-err);
	text_put(&reason, ")");
	return boot_fail(boot, verdict, object, bytes);
}
