/* SPDX-License-Identifier: MIT */
#include "out_tree.h"

#include <stddef.h>

#include "sys.h"

int out_tree_make(int out_fd)
{
	static const char *const folders[] = {
		"results", "files", "attempts", "run",
		"overlay", "overlay/upper", "overlay/work",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int err = sys_make_dir(out_fd, folders[i]);

		if (err < 0)
			return err;
	}
	return 0;
}
