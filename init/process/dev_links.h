/* SPDX-License-Identifier: MIT */
/* dev_links: the links that every Unix program expects in /dev beside its
 * devices; a shell's `<(...)` goes through /dev/fd. */
#ifndef GVA_INIT_PROCESS_DEV_LINKS_H
#define GVA_INIT_PROCESS_DEV_LINKS_H

/* dev_links_make: in a /dev that has none of them; -errno. */
int dev_links_make(void);

#endif
