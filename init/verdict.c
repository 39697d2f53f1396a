/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <string.h>
#include <unistd.h>

#include "commit.h"
#include "console.h"
#include "guest.h"
#include "mounts.h"
#include "status_block.h"
#include "supervise.h"

static void say(const struct boot *boot)
{
	char bytes[4 * DETAIL_MAX + 128];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	status_line(&text, &boot->status);
	/* The console puts its own "gva: " in front. */
	text.bytes += strlen("gva: ");
	text.length -= strlen("gva: ");
	console_say(&text);
}

void verdict_close(struct boot *boot)
{
	int err = supervise_kill_all();

	if (err < 0)
		(void)boot_fail_errno(boot, VERDICT_STUCK, "end processes",
				      err);
	err = mounts_end(boot);
	if (err < 0)
		(void)commit_fail(boot, "unmount", err);
	sync();
	guest_clock(boot);
	boot->status.state = STATE_ENDED;
	err = status_block_write(boot);
	if (err < 0)
		(void)commit_fail(boot, "write status block", err);
	say(boot);
}
