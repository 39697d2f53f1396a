/* SPDX-License-Identifier: MIT */
#include "host/pack/walk.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "host/base/reason.h"
#include "host/base/signals.h"

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int check(const FTSENT *entry, struct text *why)
{
	switch (entry->fts_info) {
	case FTS_D:
	case FTS_DP:
	case FTS_F:
	case FTS_SL:
	case FTS_SLNONE:
	case FTS_DEFAULT:
		return 0;
	case FTS_DC:
		return explain(why, -ELOOP, "read %s: it contains itself",
			       entry->fts_path);
	default:
		return explain(why, -entry->fts_errno, "read %s: %s",
			       entry->fts_path, strerror(entry->fts_errno));
	}
}

static int walk(FTS *fts, const char *path, image_visit *visit, void *context,
		struct text *why)
{
	FTSENT *entry;
	int err = 0;

	while (!err && (errno = 0, entry = fts_read(fts)) != NULL) {
		if (signals_came())
			return explain(why, -EINTR, "read %s: stopped by a "
				       "signal", path);
		err = check(entry, why);
		if (!err)
			err = visit(entry, context, why);
	}
	if (!err && errno)
		err = explain(why, -errno, "read %s: %s", path,
			      strerror(errno));
	return err;
}

int image_walk(const char *path, image_visit *visit, void *context,
	       struct text *why)
{
	char *paths[] = { (char *)path, NULL }; /* fts only reads it */
	/* NOCHDIR: the working directory is the whole process's.  COMFOLLOW:
	 * the tree itself may be given by a symbolic link. */
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
