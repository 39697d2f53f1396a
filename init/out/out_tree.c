/* SPDX-License-Identifier: MIT */
#include "init/out/out_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/sys.h"

/* An image that somebody else has made may have a link in its place, which
 * paths of more than one part would follow. */
static int make(int out_fd, const char *name)
{
	int err = sys_make_dir(out_fd, name), fd;

	if (err < 0)
		return err;
	fd = sys_open_beneath(out_fd, name, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fd == -ENOTDIR || fd == -ELOOP ? -EMEDIUMTYPE : fd;
	(void)close(fd); /* opened for reading */
	return 0;
}

int out_tree_make(int out_fd, bool has_root)
{
	static const char *const folders[] = {
		TREE_RESULTS, TREE_FILES, TREE_ATTEMPTS, TREE_RUN,
		TREE_OVERLAY, TREE_UPPER, TREE_WORK,
		TREE_ROOT_OVERLAY, TREE_ROOT_UPPER, TREE_ROOT_WORK,
	};
	size_t count = sizeof(folders) / sizeof(folders[0]);

	for (size_t i = 0; i < (has_root ? count : count - 3); i++) {
		int err = make(out_fd, folders[i]);

		if (err < 0)
			return err;
	}
	return 0;
}
