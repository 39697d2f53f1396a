/* SPDX-License-Identifier: MIT */
/* xattrs: extended attributes of a file on its way into an image, one after
 * the other: a name and its NUL, four bytes of length (the host's order), the
 * value.  Taken are those that mean the same in any machine: user.*, file
 * capabilities, POSIX ACLs.  Labels of a security module are the host's, and
 * what overlayfs keeps in trusted.* would lead names elsewhere. */
#ifndef GVA_HOST_PACK_XATTRS_H
#define GVA_HOST_PACK_XATTRS_H

#include "contract/text.h"
#include "host/image/ext2.h"

enum { XATTRS_MAX = 65536 };

/* xattrs_put: one more, if it is one that is taken.  `list->cut`: there is no
 * room for it, or it is none that can be. */
void xattrs_put(struct text *list, const char *name, const void *value,
		size_t length);
/* xattrs_read: those of a file of the host, no link followed; -errno. */
int xattrs_read(const char *path, struct text *list);
/* xattrs_set: gives a file of an image all of a list.  EXT2_ET_EA_NO_SPACE:
 * ext4 has one block for them. */
errcode_t xattrs_set(ext2_filsys fs, ext2_ino_t ino, struct span list);

#endif
