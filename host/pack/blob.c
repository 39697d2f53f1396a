/* SPDX-License-Identifier: MIT */
#include "host/pack/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/signals.h"
#include "host/pack/tar.h"

enum { LINKS_MAX = 4 };

/* An archive that stands at a member. */
struct blob_outer {
	struct blob file;
	struct tar tar;
};

/* The name of a member as it is looked for. */
static const char *plain(const char *name)
{
	while (strncmp(name, "./", 2) == 0)
		name += 2;
	return name;
}

static ssize_t read_file(struct blob *blob, const void **ret_bytes)
{
	ssize_t count = file_read_up_to(blob->fd, blob->piece, BLOB_PIECE,
					blob->at);

	if (count > 0)
		blob->at += count;
	*ret_bytes = blob->piece;
	return count;
}

static ssize_t read_member(struct blob *blob, const void **ret_bytes)
{
	char unused[64];
	struct text why;
	size_t length = 0;
	int64_t at;
	int got;

	text_init(&why, unused, sizeof(unused));
	do
		got = tar_data(&blob->outer->tar, ret_bytes, &length, &at,
			       &why);
	while (got > 0 && length == 0);
	return got > 0 ? (ssize_t)length : got;
}

ssize_t blob_read(void *context, const void **ret_bytes)
{
	struct blob *blob = context;
	ssize_t count;

	if (signals_came())
		return -EINTR;
	count = blob->outer ? read_member(blob, ret_bytes) :
			      read_file(blob, ret_bytes);
	if (count > 0 && blob->digested)
		digest_update(&blob->digest, *ret_bytes, (size_t)count);
	return count;
}

void blob_digest(struct blob *blob)
{
	digest_init(&blob->digest);
	blob->digested = true;
}

int blob_rest(struct blob *blob, unsigned char ret_digest[DIGEST_SIZE])
{
	const void *bytes;
	ssize_t count;

	do
		count = blob_read(blob, &bytes);
	while (count > 0);
	digest_final(&blob->digest, ret_digest);
	return (int)count;
}

void blob_close(struct blob *blob)
{
	if (blob->outer) {
		tar_close(&blob->outer->tar);
		blob_close(&blob->outer->file);
		free(blob->outer);
	}
	file_close_read(blob->fd);
	free(blob->piece);
	*blob = (struct blob){ .fd = -1 };
}

/* A file, from a descriptor that is the blob's from here on. */
static int open_file(struct blob *ret, int fd, const char *path,
		     struct text *why)
{
	struct stat stat;
	int err = fd < 0 || fstat(fd, &stat) < 0 ? -errno : 0;

	if (!err && !S_ISREG(stat.st_mode))
		err = -FILE_NOT_REGULAR;
	*ret = (struct blob){ .path = path, .fd = fd };
	ret->piece = malloc(BLOB_PIECE);
	if (!err && !ret->piece)
		err = -ENOMEM;
	if (err < 0) {
		(void)explain(why, err, "read %s: %s", path, file_reason(err));
		blob_close(ret);
	}
	return err;
}

/* A second descriptor would share the first one's place, but the file is read
 * by places. */
static int open_itself(const struct blobs *blobs, struct blob *ret,
		       struct text *why)
{
	return open_file(ret, fcntl(blobs->fd, F_DUPFD_CLOEXEC, 0),
			 blobs->path, why);
}

/* On to the member of this name: 1; 0: there is none; or to a link, whose
 * target is in `ret_link` then. */
static int find_member(struct tar *tar, const char *name, struct text *ret_link,
		       struct text *why)
{
	struct archive_entry *entry;
	int got;

	while ((got = tar_next(tar, &entry, why)) > 0) {
		const char *path = archive_entry_pathname(entry);
		const char *link = archive_entry_hardlink(entry);

		if (!path || strcmp(plain(path), name) != 0)
			continue;
		if (!link)
			link = archive_entry_symlink(entry);
		if (link)
			text_put(ret_link, link);
		break;
	}
	return got;
}

/* What a link in the folder of `name` names: "../X" leads to the top, as
 * `docker save` has it; all else is taken as from there. */
static void resolve(const char *link, struct text *ret_name)
{
	while (strncmp(link, "../", 3) == 0)
		link += 3;
	text_put(ret_name, plain(link));
}

static int open_member_once(const struct blobs *blobs, const char *name,
			    struct blob *ret, struct text *link,
			    struct text *why)
{
	struct blob_outer *outer = calloc(1, sizeof(*outer));
	int err;

	if (!outer)
		return explain(why, -ENOMEM, "read %s: %s", blobs->path,
			       strerror(ENOMEM));
	err = open_itself(blobs, &outer->file, why);
	if (err < 0) {
		free(outer);
		return err;
	}
	*ret = (struct blob){ .path = blobs->path, .fd = -1, .outer = outer };
	err = tar_open(&outer->tar, blob_read, &outer->file, blobs->path, why);
	if (!err)
		err = find_member(&outer->tar, name, link, why);
	if (err == 0)
		err = explain(why, -ENOENT, "read %s: it lacks %s",
			      blobs->path, name);
	if (err < 0 || link->length > 0)
		blob_close(ret);
	return err < 0 ? err : 0;
}

static int open_member(const struct blobs *blobs, const char *name,
		       struct blob *ret, struct text *why)
{
	struct reason names[2];
	struct text *wanted = reason_init(&names[0]);
	struct text *link = reason_init(&names[1]);

	text_put(wanted, plain(name));
	for (int i = 0; i < LINKS_MAX; i++) {
		int err = open_member_once(blobs, wanted->bytes, ret, link,
					   why);

		if (err < 0 || link->length == 0)
			return err;
		wanted = reason_init(&names[0]);
		resolve(link->bytes, wanted);
		link = reason_init(&names[1]);
	}
	return explain(why, -ELOOP, "read %s: links from %s do not end",
		       blobs->path, name);
}

static int open_below(const struct blobs *blobs, const char *name,
		      struct blob *ret, struct text *why)
{
	int fd = openat(blobs->fd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return explain(why, -errno, "read %s/%s: %s", blobs->path,
			       name, strerror(errno));
	return open_file(ret, fd, blobs->path, why);
}

int blob_open(const struct blobs *blobs, const char *name, struct blob *ret,
	      struct text *why)
{
	*ret = (struct blob){ .fd = -1 };
	if (!name)
		return open_itself(blobs, ret, why);
	return blobs->folder ? open_below(blobs, name, ret, why) :
			       open_member(blobs, name, ret, why);
}

int blob_all(const struct blobs *blobs, const char *name, size_t max,
	     struct text *ret, struct text *why)
{
	char *all = malloc(max + 1);
	struct blob blob;
	const void *bytes;
	ssize_t count;
	int err = blob_open(blobs, name, &blob, why);

	if (!all && !err)
		blob_close(&blob);
	if (err < 0 || !all) {
		free(all);
		return err < 0 ? err : explain(why, -ENOMEM, "read %s: %s",
					       blobs->path, strerror(ENOMEM));
	}
	text_init(ret, all, max + 1);
	while ((count = blob_read(&blob, &bytes)) > 0 && !ret->cut)
		text_put_bytes(ret, bytes, (size_t)count);
	blob_close(&blob);
	if (count >= 0 && !ret->cut)
		return 0;
	free(all);
	return count < 0 ?
	       explain(why, (int)count, "read %s: %s: %s", blobs->path, name,
		       strerror((int)-count)) :
	       explain(why, -EFBIG, "read %s: %s has more than %zu bytes",
		       blobs->path, name, max);
}
