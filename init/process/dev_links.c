/* SPDX-License-Identifier: MIT */
#include "init/process/dev_links.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static const char *const links[][2] = {
	{ "/proc/self/fd", "/dev/fd" },
	{ "/proc/self/fd/0", "/dev/stdin" },
	{ "/proc/self/fd/1", "/dev/stdout" },
	{ "/proc/self/fd/2", "/dev/stderr" },
};

int dev_links_make(void)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (symlink(links[i][0], links[i][1]) < 0)
			return -errno;
	return 0;
}
