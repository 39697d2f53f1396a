/* SPDX-License-Identifier: MIT */
#include "host/pack/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <string.h>
#include <unistd.h>

#include "host/base/reason.h"
#include "host/base/signals.h"

int entry_open(const struct entry *entry)
{
	return open(entry->at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

int entry_target(const struct entry *entry, char *ret, size_t size)
{
	ssize_t length = readlink(entry->at, ret, size - 1);

	if (length < 0)
		return -errno;
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

static int visit_found(const FTSENT *found, entry_visit *visit, void *context,
		       struct text *why)
{
	struct entry entry = {
		.depth = (size_t)found->fts_level,
		.path = found->fts_path,
		.name = found->fts_name,
		.stat = found->fts_statp,
		.at = found->fts_accpath,
	};
	int err = kind_of(found, &entry.kind, why);

	return err ? err : visit(&entry, context, why);
}

static int walk(FTS *fts, const char *path, entry_visit *visit, void *context,
		struct text *why)
{
	const FTSENT *found;
	int err = 0;

	while (!err && (errno = 0, found = fts_read(fts)) != NULL) {
		if (signals_came())
			return explain(why, -EINTR, "read %s: stopped by a "
				       "signal", path);
		err = visit_found(found, visit, context, why);
	}
	if (!err && errno)
		err = explain(why, -errno, "read %s: %s", path,
			      strerror(errno));
	return err;
}

int walk_folder(const char *path, entry_visit *visit, void *context,
		struct text *why)
{
	char *paths[] = { (char *)path, NULL }; /* fts only reads it */
	/* NOCHDIR: the working directory is the whole process's.  COMFOLLOW:
	 * the folder itself may be given by a symbolic link. */
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW,
			    by_name);
	int err;

	if (!fts)
		return explain(why, -errno, "read %s: %s", path,
			       strerror(errno));
	err = walk(fts, path, visit, context, why);
	(void)fts_close(fts); /* opened for reading */
	return err;
}
