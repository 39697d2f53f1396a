/* SPDX-License-Identifier: MIT */
#include "host/pack/layer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/image/fs.h"
#include "host/image/node.h"
#include "host/pack/acl.h"
#include "host/pack/tar.h"
#include "host/pack/xattrs.h"

/* A file of ext4 with blocks of 4 KiB. */
static const int64_t SIZE_MAX_OF_FILE = ((int64_t)1 << 44) - 4096;

/* An archive that is being read. */
struct layer {
	struct blob blob;
	struct tar tar;
};

static int open_layer(const struct blobs *blobs, const char *name,
		      struct layer *ret, struct text *why)
{
	int err = blob_open(blobs, name, &ret->blob, why);

	if (err < 0)
		return err;
	blob_digest(&ret->blob);
	err = tar_open(&ret->tar, blob_read, &ret->blob,
		       name ? name : blobs->path, why);
	if (err < 0) {
		tar_close(&ret->tar);
		blob_close(&ret->blob);
	}
	return err;
}

static void close_layer(struct layer *layer)
{
	tar_close(&layer->tar);
	blob_close(&layer->blob);
}

static uint64_t blocks_of(int64_t from, int64_t to)
{
	return (uint64_t)((to + IMAGE_BLOCK - 1) / IMAGE_BLOCK -
			  from / IMAGE_BLOCK);
}

/* What of a file is no hole.  -EINVAL: it says what can't be. */
static int take_data(struct archive_entry *entry, struct layers_item *item)
{
	int64_t size = item->stat.st_size, at, length, end = 0;

	if (archive_entry_sparse_reset(entry) == 0) {
		item->blocks = blocks_of(0, size);
		item->runs = size > 0;
		return 0;
	}
	while (archive_entry_sparse_next(entry, &at, &length) == ARCHIVE_OK) {
		if (at < end || length < 0 || length > size - at)
			return -EINVAL;
		end = at + length;
		item->blocks += blocks_of(at, end);
		item->runs++;
	}
	return 0;
}

static int take_stat(struct archive_entry *entry, struct stat *ret)
{
	int64_t uid = archive_entry_uid(entry), gid = archive_entry_gid(entry);
	long nanoseconds = archive_entry_mtime_nsec(entry);

	*ret = (struct stat){
		.st_mode = archive_entry_filetype(entry) |
			   (archive_entry_perm(entry) & 07777),
		.st_uid = (uid_t)uid,
		.st_gid = (gid_t)gid,
		.st_size = archive_entry_size(entry),
		.st_mtim = { archive_entry_mtime(entry),
			     nanoseconds >= 0 && nanoseconds < 1000000000 ?
			     nanoseconds : 0 },
	};
	/* Before 1970 libarchive counts them backwards. */
	if (ret->st_mtim.tv_sec < 0 && ret->st_mtim.tv_nsec > 0) {
		ret->st_mtim.tv_sec--;
		ret->st_mtim.tv_nsec = 1000000000 - ret->st_mtim.tv_nsec;
	}
	/* (uid_t)-1 means nobody to the kernel's calls. */
	if (uid < 0 || uid >= UINT32_MAX || gid < 0 || gid >= UINT32_MAX ||
	    ret->st_size < 0 || ret->st_size > SIZE_MAX_OF_FILE)
		return -EINVAL;
	if (!S_ISREG(ret->st_mode))
		ret->st_size = 0;
	return 0;
}

static void take_xattrs(struct archive_entry *entry, struct text *list,
			mode_t *mode)
{
	const char *name;
	const void *value;
	size_t length;

	(void)archive_entry_xattr_reset(entry);
	while (archive_entry_xattr_next(entry, &name, &value, &length) ==
	       ARCHIVE_OK)
		if (name)
			xattrs_put(list, name, value, length);
	acl_put(list, entry, mode);
}

/* An entry of the archive as an item, which points into the entry and into
 * `xattrs`. */
static int take_item(struct archive_entry *entry, const char *path,
		     struct text *xattrs, struct layers_item *ret,
		     struct text *why)
{
	*ret = (struct layers_item){
		.path = archive_entry_pathname(entry),
		.link = archive_entry_hardlink(entry),
		.target = archive_entry_symlink(entry),
	};
	if (!ret->path || strlen(ret->path) >= PATH_MAX)
		return explain(why, -EINVAL, "pack %s: a name is too long, or "
			       "none", path);
	if (take_stat(entry, &ret->stat) < 0)
		return explain(why, -EINVAL, "pack %s: %s has a size or an "
			       "owner that can't be", path, ret->path);
	if (S_ISLNK(ret->stat.st_mode) && !ret->link &&
	    (!ret->target || !ret->target[0] ||
	     strlen(ret->target) >= PATH_MAX))
		return explain(why, -EINVAL, "pack %s: %s is a symbolic link "
			       "to a name that can't be", path, ret->path);
	if (S_ISREG(ret->stat.st_mode) && !ret->link &&
	    take_data(entry, ret) < 0)
		return explain(why, -EINVAL, "pack %s: %s has holes that can't "
			       "be", path, ret->path);
	take_xattrs(entry, xattrs, &ret->stat.st_mode);
	if (xattrs->cut)
		return explain(why, -EINVAL, "pack %s: %s has extended attributes that "
			       "can't be, or more than 64K of them", path, ret->path);
	ret->xattrs = (struct span){ xattrs->bytes, xattrs->length };
	return 0;
}

static int add(struct layers *layers, const struct layers_item *item,
	       const char *path, struct text *why)
{
	struct reason reason;
	struct text *what = reason_init(&reason);
	int err = layers_add(layers, item, what);

	return err < 0 ? explain(why, err, "pack %s: %s", path, what->bytes) :
			 0;
}

static int read_entries(struct layer *layer, const char *path,
			struct layers *layers, struct text *why)
{
	char *bytes = malloc(XATTRS_MAX);
	struct archive_entry *entry;
	struct layers_item item;
	struct text xattrs;
	int err = 1;

	if (!bytes)
		return explain(why, -ENOMEM, "read %s: %s", path,
			       strerror(ENOMEM));
	while (err > 0 && (err = tar_next(&layer->tar, &entry, why)) > 0) {
		text_init(&xattrs, bytes, XATTRS_MAX);
		err = take_item(entry, path, &xattrs, &item, why);
		if (!err)
			err = add(layers, &item, path, why);
		if (!err)
			err = 1;
	}
	free(bytes);
	return err;
}

int layer_read(const struct blobs *blobs, const char *name, bool whiteouts,
	       struct layers *layers, unsigned char ret_digest[DIGEST_SIZE],
	       bool *ret_marked, struct text *why)
{
	struct layer layer;
	int err = open_layer(blobs, name, &layer, why);

	if (err < 0)
		return err;
	layers_next(layers, whiteouts);
	err = read_entries(&layer, blobs->path, layers, why);
	*ret_marked = layer.tar.marked;
	if (!err && (err = blob_rest(&layer.blob, ret_digest)) < 0)
		err = explain(why, err, "read %s: %s", blobs->path,
			      strerror(-err));
	close_layer(&layer);
	return err;
}

static int explain_changed(struct text *why, const char *path)
{
	return explain(why, -ESTALE, "pack %s: it was written to while it was "
		       "packed; pack it when nothing does", path);
}

/* The bytes of one file. */
static int fill_file(struct layer *layer, ext2_filsys fs, ext2_ino_t ino,
		     const char *path, struct text *why)
{
	ext2_file_t file;
	const void *bytes;
	size_t length;
	int64_t at;
	int got = 1;
	errcode_t closed, code = ext2fs_file_open(fs, ino, EXT2_FILE_WRITE,
						  &file);
	__u64 size = 0;

	if (code)
		return image_fs_explain(why, code, "pack", path);
	(void)ext2fs_file_get_lsize(file, &size);
	while (!code && (got = tar_data(&layer->tar, &bytes, &length, &at,
					why)) > 0) {
		if (at < 0 || (uint64_t)at > size || length > size -
						    (uint64_t)at)
			break;
		code = image_node_write(file, bytes, length, (uint64_t)at);
	}
	closed = ext2fs_file_close(file);
	if (code || closed)
		return image_fs_explain(why, code ? code : closed, "pack",
					path);
	return got > 0 ? explain(why, -EINVAL, "pack %s: a file has more bytes "
				 "than it says", path) : got;
}

int layer_fill(const struct blobs *blobs, const char *name,
	       const unsigned char digest[DIGEST_SIZE], struct layers *layers,
	       uint64_t *number, ext2_filsys fs, struct text *why)
{
	unsigned char found[DIGEST_SIZE];
	struct archive_entry *entry;
	struct layer layer;
	int err = open_layer(blobs, name, &layer, why);

	if (err < 0)
		return err;
	while ((err = tar_next(&layer.tar, &entry, why)) > 0) {
		ext2_ino_t ino = layers_inode(layers, (*number)++);

		err = ino ? fill_file(&layer, fs, ino, blobs->path, why) : 0;
		if (err < 0)
			break;
	}
	if (!err && (err = blob_rest(&layer.blob, found)) < 0)
		err = explain(why, err, "read %s: %s", blobs->path,
			      strerror(-err));
	if (!err && memcmp(found, digest, sizeof(found)) != 0)
		err = explain_changed(why, blobs->path);
	close_layer(&layer);
	return err;
}
