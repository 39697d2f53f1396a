/* SPDX-License-Identifier: MIT */
/* out_tree: the folders of the out role, described in gva-image(5). */
#ifndef GVA_INIT_OUT_OUT_TREE_H
#define GVA_INIT_OUT_OUT_TREE_H

/* out_tree_make: makes those that are missing; -errno.
 * -EMEDIUMTYPE: something else is in the place of one. */
int out_tree_make(int out_fd);

#endif
