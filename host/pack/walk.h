/* SPDX-License-Identifier: MIT */
/* entry: one name of what goes into an image; walk: every entry of a folder of
 * the host, in byte order of names. */
#ifndef GVA_HOST_PACK_WALK_H
#define GVA_HOST_PACK_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "contract/text.h"
#include "host/image/ext2.h"

enum entry_kind {
	ENTRY_FOLDER,     /* what follows is in it, up to its end */
	ENTRY_FOLDER_END,
	ENTRY_FILE,
	ENTRY_SYMLINK,
	ENTRY_OTHER,      /* a fifo, a socket or a device */
};

struct entry {
	enum entry_kind kind;
	size_t depth;     /* 0: what the walk began with, a folder or file */
	const char *path; /* for people */
	const char *name; /* in its folder */
	const struct stat *stat;
	struct span xattrs; /* xattrs.h */
	const char *at;   /* where entry_open() finds it, or NULL: its bytes
			   * come later, and what follows is known */
	const char *target; /* of a symbolic link */
	uint64_t blocks;  /* of the data of a file */
	uint64_t runs;    /* of data between holes */
	ext2_ino_t *ino;  /* for the inode that the file gets */
};

/* entry_open: the bytes of a file, to be read: a descriptor, or -1 and errno.
 * It never waits, and follows no link. */
int entry_open(const struct entry *entry);
/* entry_target: where a symbolic link leads, with a NUL; -errno. */
int entry_target(const struct entry *entry, char *ret, size_t size);

typedef int entry_visit(const struct entry *entry, void *context,
			struct text *why);

/* walk_folder: ends with the first error, a visit's own included; -EINTR
 * after a signal.  `whole`: owners and extended attributes too; what belongs
 * to who calls belongs to root then.  Else root has all, without any. */
int walk_folder(const char *path, bool whole, entry_visit *visit,
		void *context, struct text *why);

#endif
