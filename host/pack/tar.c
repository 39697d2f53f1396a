/* SPDX-License-Identifier: MIT */
#include "host/pack/tar.h"

#include <errno.h>
#include <string.h>

#include "host/base/reason.h"

enum { TAR_BLOCK = 512 };

/* archive_read_callback(3) */
static la_ssize_t give(struct archive *archive, void *context,
		       const void **ret_bytes)
{
	struct tar *tar = context;
	ssize_t count = plain_read(&tar->plain, ret_bytes);

	if (count >= 0)
		return count;
	archive_set_error(archive, (int)-count, "%s", strerror((int)-count));
	return ARCHIVE_FATAL;
}

static int explain_archive(struct tar *tar, int err, struct text *why)
{
	const char *reason = err == -EINVAL ? tar->plain.reason :
					      strerror(-err);

	if (err == -EINTR)
		return explain(why, -EINTR, "read %s: stopped by a signal",
			       tar->path);
	if (!reason)
		reason = archive_error_string(tar->archive);
	return explain(why, err, "read %s: %s", tar->path,
		       reason ? reason : "it is no tar archive");
}

/* What libarchive has said no to. */
static int refuse(struct tar *tar, struct text *why)
{
	return explain_archive(tar, tar->plain.err ? tar->plain.err : -EINVAL,
			       why);
}

int tar_open(struct tar *tar, plain_source *read, void *context,
	     const char *path, struct text *why)
{
	struct archive *archive = archive_read_new();
	int err;

	*tar = (struct tar){ .archive = archive, .path = path };
	err = plain_open(&tar->plain, read, context);
	if (!err && !archive)
		err = -ENOMEM;
	if (err < 0)
		return explain_archive(tar, err, why);
	return archive_read_support_format_tar(archive) == ARCHIVE_OK &&
	       archive_read_open(archive, tar, NULL, give, NULL) ==
	       ARCHIVE_OK ? 0 : refuse(tar, why);
}

/* libarchive takes the end of the bytes for that of the tar, and goes no
 * further than that of the tar. */
static int end(struct tar *tar, struct text *why)
{
	const void *bytes;
	ssize_t count;

	tar->marked = archive_filter_bytes(tar->archive, 0) -
		      archive_read_header_position(tar->archive) >= TAR_BLOCK;
	do
		count = plain_read(&tar->plain, &bytes);
	while (count > 0);
	return count < 0 ? explain_archive(tar, (int)count, why) : 0;
}

int tar_next(struct tar *tar, struct archive_entry **ret, struct text *why)
{
	int result = archive_read_next_header(tar->archive, ret);

	if (result == ARCHIVE_EOF)
		return end(tar, why);
	/* A warning: of what it can't tell in this locale, or a checksum that
	 * is unusual; the entry is whole. */
	if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
		return 1;
	return refuse(tar, why);
}

int tar_data(struct tar *tar, const void **ret_bytes, size_t *ret_length,
	     int64_t *ret_at, struct text *why)
{
	int result = archive_read_data_block(tar->archive, ret_bytes,
					     ret_length, ret_at);

	if (result == ARCHIVE_EOF)
		return 0;
	return result == ARCHIVE_OK ? 1 : refuse(tar, why);
}

void tar_close(struct tar *tar)
{
	(void)archive_read_free(tar->archive); /* it was only read */
	plain_close(&tar->plain);
	tar->archive = NULL;
}
