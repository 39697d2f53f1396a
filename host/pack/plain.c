/* SPDX-License-Identifier: MIT */
#include "host/pack/plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	PIECE = 64 << 10,
	GZIP_ALONE = 15 + 16, /* window bits, zlib.h */
	GZIP_FIRST = 0x1f, GZIP_SECOND = 0x8b,
};

/* archive_read_callback(3) */
static la_ssize_t give(struct archive *archive, void *context,
		       const void **ret_bytes)
{
	struct plain *plain = context;
	ssize_t count = plain->read(plain->context, ret_bytes);

	if (count >= 0)
		return count;
	plain->err = (int)count;
	archive_set_error(archive, (int)-count, "%s", strerror((int)-count));
	return ARCHIVE_FATAL;
}

static int fail_by_archive(struct plain *plain)
{
	plain->reason = archive_error_string(plain->archive);
	return plain->err ? plain->err : -EINVAL;
}

int plain_open(struct plain *plain, plain_source *read, void *context)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *unused;

	*plain = (struct plain){ .archive = archive, .read = read,
				 .context = context };
	if (!archive)
		return -ENOMEM;
	/* One by one: `all` holds some that are programs. */
	if (archive_read_support_filter_bzip2(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_xz(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_zstd(archive) == ARCHIVE_OK &&
	    archive_read_support_filter_lz4(archive) == ARCHIVE_OK &&
	    archive_read_support_format_raw(archive) == ARCHIVE_OK &&
	    archive_read_open(archive, plain, NULL, give, NULL) == ARCHIVE_OK &&
	    archive_read_next_header(archive, &unused) == ARCHIVE_OK)
		return 0;
	return fail_by_archive(plain);
}

static ssize_t read_filtered(struct plain *plain, const void **ret_bytes)
{
	size_t length = 0;
	int64_t at;
	int result;

	do
		result = archive_read_data_block(plain->archive, ret_bytes,
						 &length, &at);
	while (result == ARCHIVE_OK && length == 0);
	if (result == ARCHIVE_EOF)
		return 0;
	return result == ARCHIVE_OK ? (ssize_t)length : fail_by_archive(plain);
}

/* More for a gzip: 1; 0: that was all of it. */
static int feed(struct plain *plain)
{
	const void *bytes;
	ssize_t count = 1;

	if (plain->gzip.avail_in == 0) {
		count = read_filtered(plain, &bytes);
		if (count > 0) {
			plain->gzip.next_in = bytes;
			plain->gzip.avail_in = (uInt)count;
		}
	}
	if (count == 0 && !plain->between) {
		plain->reason = "its gzip is cut off";
		return -EINVAL;
	}
	if (count <= 0 || !plain->between)
		return (int)count < 0 ? (int)count : count > 0;
	/* What is behind it and no further member is nothing to gzip(1). */
	if (plain->gzip.next_in[0] != GZIP_FIRST)
		return 0;
	plain->between = false;
	return inflateReset(&plain->gzip) == Z_OK ? 1 : -EINVAL;
}

static ssize_t gunzip(struct plain *plain, const void **ret_bytes)
{
	int code, fed;

	plain->gzip.next_out = plain->piece;
	plain->gzip.avail_out = PIECE;
	while (plain->gzip.avail_out == PIECE) {
		fed = feed(plain);
		if (fed <= 0)
			return fed;
		code = inflate(&plain->gzip, Z_NO_FLUSH);
		plain->between = code == Z_STREAM_END;
		if (code != Z_STREAM_END && code != Z_OK &&
		    code != Z_BUF_ERROR) {
			plain->reason = "its gzip is damaged";
			return code == Z_MEM_ERROR ? -ENOMEM : -EINVAL;
		}
	}
	*ret_bytes = plain->piece;
	return PIECE - (ssize_t)plain->gzip.avail_out;
}

/* The first bytes tell whether it is a gzip. */
static ssize_t begin(struct plain *plain, const void **ret_bytes)
{
	ssize_t count = read_filtered(plain, ret_bytes);
	const unsigned char *first = *ret_bytes;

	plain->begun = true;
	if (count <= 0 || first[0] != GZIP_FIRST ||
	    (count > 1 && first[1] != GZIP_SECOND))
		return count;
	plain->piece = malloc(PIECE);
	if (!plain->piece || inflateInit2(&plain->gzip, GZIP_ALONE) != Z_OK) {
		free(plain->piece);
		plain->piece = NULL;
		return -ENOMEM;
	}
	plain->gzip.next_in = first;
	plain->gzip.avail_in = (uInt)count;
	return gunzip(plain, ret_bytes);
}

ssize_t plain_read(struct plain *plain, const void **ret_bytes)
{
	ssize_t count;

	if (plain->ended)
		return 0;
	count = !plain->begun ? begin(plain, ret_bytes) :
		plain->piece ? gunzip(plain, ret_bytes) :
			       read_filtered(plain, ret_bytes);
	if (count == 0)
		plain->ended = true;
	else if (count < 0)
		plain->err = (int)count;
	return count;
}

void plain_close(struct plain *plain)
{
	if (plain->piece)
		(void)inflateEnd(&plain->gzip);
	free(plain->piece);
	(void)archive_read_free(plain->archive); /* it was only read */
	*plain = (struct plain){ 0 };
}
