/* SPDX-License-Identifier: MIT */
/* out_tree: the folders of the out role, described in gva-image(5). */
#ifndef GVA_INIT_OUT_OUT_TREE_H
#define GVA_INIT_OUT_OUT_TREE_H

#include <stdbool.h>

/* out_tree_make: makes those that are missing, for a root image with its own
 * ones; -errno.
 * -EMEDIUMTYPE: something else is in the place of one. */
int out_tree_make(int out_fd, bool has_root);

#endif
