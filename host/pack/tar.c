/* SPDX-License-Identifier: MIT */
#include "host/pack/tar.h"

#include <errno.h>
#include <string.h>

#include "host/base/reason.h"

/* archive_read_callback(3) */
static la_ssize_t give(struct archive *archive, void *context,
		       const void **ret_bytes)
{
	struct tar *tar = context;
	ssize_t count = tar->read(tar->context, ret_bytes);

	if (count < 0) {
		tar->err = (int)count;
		archive_set_error(archive, (int)-count, "%s",
				  strerror((int)-count));
		return ARCHIVE_FATAL;
	}
	return count;
}

static int explain_archive(struct tar *tar, struct text *why)
{
	const char *reason = archive_error_string(tar->archive);

	if (tar->err == -EINTR)
		return explain(why, -EINTR, "read %s: stopped by a signal",
			       tar->path);
	return explain(why, tar->err ? tar->err : -EINVAL, "read %s: %s",
		       tar->path, reason ? reason : "it is no tar archive");
}

int tar_open(struct tar *tar, tar_read *read, void *context, const char *path,
	     struct text *why)
{
	struct archive *archive = archive_read_new();

	*tar = (struct tar){ archive, read, context, path, 0 };
	if (!archive)
		return explain(why, -ENOMEM, "read %s: %s", path,
			       strerror(ENOMEM));
	/* One by one: `all` holds some that are programs. */
	if (archive_read_support_filter_gzip(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_lz4(archive) == ARCHIVE_OK &&
	    archive_read_support_format_tar(archive) == ARCHIVE_OK &&
	    archive_read_open(archive, tar, NULL, give, NULL) == ARCHIVE_OK)
		return 0;
	return explain_archive(tar, why);
}

int tar_next(struct tar *tar, struct archive_entry **ret, struct text *why)
{
	int result = archive_read_next_header(tar->archive, ret);

	if (result == ARCHIVE_EOF)
		return 0;
	/* A warning: of what it can't tell in this locale, or a checksum that
	 * is unusual; the entry is whole. */
	if (result == ARCHIVE_OK || result == ARCHIVE_WARN)
		return 1;
	return explain_archive(tar, why);
}

int tar_data(struct tar *tar, const void **ret_bytes, size_t *ret_length,
	     int64_t *ret_at, struct text *why)
{
	int result = archive_read_data_block(tar->archive, ret_bytes,
					     ret_length, ret_at);

	if (result == ARCHIVE_EOF)
		return 0;
	return result == ARCHIVE_OK ? 1 : explain_archive(tar, why);
}

bool tar_is_compressed(const struct tar *tar)
{
	return archive_filter_count(tar->archive) > 1;
}

void tar_close(struct tar *tar)
{
	(void)archive_read_free(tar->archive); /* it was only read */
	tar->archive = NULL;
}
