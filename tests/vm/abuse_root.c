/* SPDX-License-Identifier: MIT */
/* The way out of a chroot that a root has who may call chroot(2) again. */
#include "tests/vm/abuse.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEVELS = 16 };

int abuse_leave_root(void)
{
	int root = open("/", O_RDONLY | O_DIRECTORY);

	(void)mkdir("/tmp/below", 0755);
	if (root < 0 || chroot("/tmp/below") < 0 || fchdir(root) < 0)
		return broken("go below");
	for (int i = 0; i < LEVELS; i++)
		if (chdir("..") < 0)
			return broken("go up");
	return access("gva/gva-out/results", F_OK) == 0 ? SUCCEEDED : DENIED;
}
