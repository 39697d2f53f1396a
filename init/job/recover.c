/* SPDX-License-Identifier: MIT */
#include "init/job/recover.h"

#include <errno.h>

#include "init/job/resume.h"
#include "init/machine/job_tree.h"

int recover(struct boot *boot)
{
	int err;

	if (job_tree_out(boot) < 0)
		return -1;
	if (boot->ending.status.state != STATE_RUNNING)
		return 0;
	boot_set_out(boot, job_tree_role(boot, ROLE_OUT));
	if (boot->out.fd < 0)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE,
				       "open out folder", boot->out.fd);
	err = resume_count(boot);
	/* Cut before its folders were made, it has none. */
	if (err < 0 && err != -ENOENT)
		return boot_fail_io(boot, "list results",
				       err);
	return 0;
}
