/* SPDX-License-Identifier: MIT */
#include "host/pack/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/reason.h"
#include "host/base/signals.h"
#include "host/pack/xattrs.h"

int entry_open(const struct entry *entry)
{
	return open(entry->at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

int entry_target(const struct entry *entry, char *ret, size_t size)
{
	ssize_t length = entry->at ? readlink(entry->at, ret, size - 1) :
				     (ssize_t)strlen(entry->target);

	if (length < 0)
		return -errno;
	if (!entry->at && (size_t)length < size)
		memcpy(ret, entry->target, (size_t)length);
	else if (!entry->at)
		return -ENAMETOOLONG;
	ret[length] = '\0';
	return 0;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int kind_of(const FTSENT *found, enum entry_kind *ret, struct text *why)
{
	switch (found->fts_info) {
	case FTS_D:
		*ret = ENTRY_FOLDER;
		return 0;
	case FTS_DP:
		*ret = ENTRY_FOLDER_END;
		return 0;
	case FTS_F:
		*ret = ENTRY_FILE;
		return 0;
	case FTS_SL:
	case FTS_SLNONE:
		*ret = ENTRY_SYMLINK;
		return 0;
	case FTS_DEFAULT:
		*ret = ENTRY_OTHER;
		return 0;
	case FTS_DC:
		return explain(why, -ELOOP, "read %s: it contains itself",
			       found->fts_path);
	default:
		return explain(why, -found->fts_errno, "read %s: %s",
			       found->fts_path, strerror(found->fts_errno));
	}
}

/* A walk, and whom it tells. */
struct walk {
	FTS *fts;
	entry_visit *visit;
	void *context;
	char *xattrs; /* room for them, or NULL: they are not wanted */
};

/* Whose it is in the image. */
static void take_owner(const struct walk *walk, struct stat *stat)
{
	if (!walk->xattrs || stat->st_uid == geteuid())
		stat->st_uid = 0;
	if (!walk->xattrs || stat->st_gid == getegid())
		stat->st_gid = 0;
}

static int take_xattrs(const struct walk *walk, struct entry *entry,
		       struct text *why)
{
	struct text list;
	int err;

	if (!walk->xattrs || entry->kind == ENTRY_FOLDER_END)
		return 0;
	text_init(&list, walk->xattrs, XATTRS_MAX);
	err = xattrs_read(entry->at, &list);
	entry->xattrs = (struct span){ list.bytes, list.length };
	return err < 0 ? explain(why, err, "read attributes of %s: %s",
				 entry->path, strerror(-err)) : 0;
}

static int visit_found(const struct walk *walk, const FTSENT *found,
		       struct text *why)
{
	struct stat stat = *found->fts_statp;
	struct entry entry = {
		.depth = (size_t)found->fts_level,
		.path = found->fts_path,
		.name = found->fts_name,
		.stat = &stat,
		.at = found->fts_accpath,
	};
	int err = kind_of(found, &entry.kind, why);

	take_owner(walk, &stat);
	if (!err)
		err = take_xattrs(walk, &entry, why);
	return err ? err : walk->visit(&entry, walk->context, why);
}

static int walk_all(const struct walk *walk, const char *path,
		    struct text *why)
{
	const FTSENT *found;
	int err = 0;

	while (!err && (errno = 0, found = fts_read(walk->fts)) != NULL) {
		if (signals_came())
			return explain(why, -EINTR, "read %s: stopped by a "
				       "signal", path);
		err = visit_found(walk, found, why);
	}
	if (!err && errno)
		err = explain(why, -errno, "read %s: %s", path,
			      strerror(errno));
	return err;
}

int walk_folder(const char *path, bool whole, entry_visit *visit,
		void *context, struct text *why)
{
	char *paths[] = { (char *)path, NULL }; /* fts only reads it */
	/* NOCHDIR: the working directory is the whole process's.  COMFOLLOW:
	 * the folder itself may be given by a symbolic link. */
	struct walk walk = {
		fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW,
			 by_name),
		visit, context, whole ? malloc(XATTRS_MAX) : NULL,
	};
	int err;

	if (!walk.fts || (whole && !walk.xattrs))
		err = explain(why, -errno, "read %s: %s", path,
			      strerror(errno));
	else
		err = walk_all(&walk, path, why);
	if (walk.fts)
		(void)fts_close(walk.fts); /* opened for reading */
	free(walk.xattrs);
	return err;
}
