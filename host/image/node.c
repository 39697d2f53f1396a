/* SPDX-License-Identifier: MIT */
#include "host/image/node.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/base/signals.h"

enum { COPY_SIZE = 1 << 20 };

static void set_time(uint32_t *seconds, uint32_t *extra,
		     const struct timespec *time)
{
	/* Linux fs/ext4/ext4.h, ext4_encode_extra_time(): 34 bits signed. */
	uint64_t high = (uint64_t)(time->tv_sec - (int32_t)time->tv_sec) >> 32;

	*seconds = (uint32_t)time->tv_sec;
	*extra = (uint32_t)(high & 3) | (uint32_t)time->tv_nsec << 2;
}

errcode_t image_node_set_meta(ext2_filsys fs, ext2_ino_t ino,
			      const struct stat *stat)
{
	struct ext2_inode_large inode;
	errcode_t code;

	code = ext2fs_read_inode_full(fs, ino, (struct ext2_inode *)&inode,
				      sizeof(inode));
	if (code)
		return code;
	inode.i_mode = (uint16_t)((inode.i_mode & S_IFMT) |
				  (stat->st_mode & 07777));
	inode.i_uid = (uint16_t)stat->st_uid;
	inode.i_gid = (uint16_t)stat->st_gid;
	ext2fs_set_i_uid_high(inode, (uint16_t)(stat->st_uid >> 16));
	ext2fs_set_i_gid_high(inode, (uint16_t)(stat->st_gid >> 16));
	inode.i_extra_isize = sizeof(inode) - EXT2_GOOD_OLD_INODE_SIZE;
	set_time(&inode.i_mtime, &inode.i_mtime_extra, &stat->st_mtim);
	set_time(&inode.i_atime, &inode.i_atime_extra, &stat->st_mtim);
	set_time(&inode.i_ctime, &inode.i_ctime_extra, &stat->st_mtim);
	set_time(&inode.i_crtime, &inode.i_crtime_extra, &stat->st_mtim);
	return ext2fs_write_inode_full(fs, ino, (struct ext2_inode *)&inode,
				       sizeof(inode));
}

/* The name of an inode in its parent. */
static errcode_t add_name(ext2_filsys fs, const struct image_node *node,
			  ext2_ino_t ino, int type)
{
	errcode_t code;

	if (node->folder)
		return image_folder_add(fs, node->folder, node->name, ino,
					type);
	code = ext2fs_link(fs, node->parent, node->name, ino, type);
	if (code != EXT2_ET_DIR_NO_SPACE)
		return code;
	code = ext2fs_expand_dir(fs, node->parent);
	return code ? code :
	       ext2fs_link(fs, node->parent, node->name, ino, type);
}

errcode_t image_node_add_directory(ext2_filsys fs,
				   const struct image_node *node,
				   ext2_ino_t *ret_ino)
{
	ext2_ino_t ino;
	errcode_t code;

	code = ext2fs_new_inode(fs, node->parent, LINUX_S_IFDIR, NULL, &ino);
	if (code)
		return code;
	/* Without a name: it would be looked for among all others. */
	code = ext2fs_mkdir(fs, node->parent, ino, NULL);
	if (!code)
		code = add_name(fs, node, ino, EXT2_FT_DIR);
	if (!code)
		code = image_node_set_meta(fs, ino, node->stat);
	if (!code)
		*ret_ino = ino;
	return code;
}

errcode_t image_node_add_symlink(ext2_filsys fs, const struct image_node *node,
				 const char *target, ext2_ino_t *ret_ino)
{
	ext2_ino_t ino;
	errcode_t code;

	code = ext2fs_new_inode(fs, node->parent, LINUX_S_IFLNK, NULL, &ino);
	if (code)
		return code;
	code = ext2fs_symlink(fs, node->parent, ino, NULL, target);
	if (!code)
		code = add_name(fs, node, ino, EXT2_FT_SYMLINK);
	if (!code)
		code = image_node_set_meta(fs, ino, node->stat);
	if (!code)
		*ret_ino = ino;
	return code;
}

/* An empty regular file. */
static errcode_t add_empty(ext2_filsys fs, const struct image_node *node,
			   ext2_ino_t *ret_ino)
{
	struct ext2_inode inode = {
		.i_mode = LINUX_S_IFREG, .i_links_count = 1,
	};
	ext2_extent_handle_t handle;
	ext2_ino_t ino;
	errcode_t code;

	code = ext2fs_new_inode(fs, node->parent, LINUX_S_IFREG, NULL, &ino);
	if (code)
		return code;
	code = add_name(fs, node, ino, EXT2_FT_REG_FILE);
	if (code)
		return code;
	ext2fs_inode_alloc_stats2(fs, ino, 1, 0);
	/* Opening it makes the empty extent tree. */
	code = ext2fs_extent_open2(fs, ino, &inode, &handle);
	if (code)
		return code;
	ext2fs_extent_free(handle);
	code = ext2fs_write_new_inode(fs, ino, &inode);
	if (!code)
		*ret_ino = ino;
	return code;
}

/* Copies the bytes from `at` to `end`. */
static errcode_t copy_range(int fd, ext2_file_t file, char *bytes, off_t at,
			    off_t end)
{
	errcode_t code = ext2fs_file_llseek(file, (uint64_t)at, EXT2_SEEK_SET,
					    NULL);

	while (!code && at < end) {
		size_t wanted = end - at < COPY_SIZE ? (size_t)(end - at) :
						       COPY_SIZE;
		int err = signals_came() ? -EINTR :
			  file_read_at(fd, bytes, wanted, at);
		unsigned done;

		if (err < 0)
			return err == -ENODATA ? IMAGE_NODE_CHANGED : -err;
		code = ext2fs_file_write(file, bytes, (unsigned)wanted, &done);
		at += (off_t)wanted;
	}
	return code;
}

static errcode_t copy_data(int fd, off_t size, ext2_file_t file)
{
	char *bytes = malloc(size < COPY_SIZE ? (size_t)size + 1 : COPY_SIZE);
	errcode_t code = bytes ? 0 : ENOMEM;
	off_t at = 0;

	while (!code && at < size) {
		off_t data = lseek(fd, at, SEEK_DATA);
		off_t end = data < 0 ? -1 : lseek(fd, data, SEEK_HOLE);

		if (data < 0 && errno == ENXIO)
			break; /* a hole up to the end, or it is shorter */
		if (end < 0) {
			code = errno;
			break;
		}
		if (end > size)
			end = size;
		code = copy_range(fd, file, bytes, data, end);
		at = end;
	}
	free(bytes);
	return code;
}

/* A new file, open to be filled. */
static errcode_t open_new(ext2_filsys fs, const struct image_node *node,
			  ext2_ino_t *ret_ino, ext2_file_t *ret_file)
{
	errcode_t code = add_empty(fs, node, ret_ino);

	return code ? code : ext2fs_file_open(fs, *ret_ino, EXT2_FILE_WRITE,
					      ret_file);
}

/* Closes it; `code` is what came of the filling. */
static errcode_t close_new(ext2_filsys fs, const struct image_node *node,
			   ext2_ino_t ino, ext2_file_t file, errcode_t code)
{
	errcode_t closed = ext2fs_file_close(file);

	if (!code)
		code = closed;
	return code ? code : image_node_set_meta(fs, ino, node->stat);
}

errcode_t image_node_add_file(ext2_filsys fs, const struct image_node *node,
			      int fd, ext2_ino_t *ret_ino)
{
	ext2_file_t file;
	ext2_ino_t ino;
	errcode_t code = open_new(fs, node, &ino, &file);

	if (code)
		return code;
	code = copy_data(fd, node->stat->st_size, file);
	if (!code) /* for a hole at the end */
		code = ext2fs_file_set_size2(file, node->stat->st_size);
	code = close_new(fs, node, ino, file, code);
	if (!code)
		*ret_ino = ino;
	return code;
}

errcode_t image_node_add_sized(ext2_filsys fs, const struct image_node *node,
			       ext2_ino_t *ret_ino)
{
	ext2_file_t file;
	errcode_t code = open_new(fs, node, ret_ino, &file);

	if (code)
		return code;
	code = ext2fs_file_set_size2(file, node->stat->st_size);
	return close_new(fs, node, *ret_ino, file, code);
}

errcode_t image_node_write(ext2_file_t file, const void *bytes, size_t length,
			   uint64_t at)
{
	errcode_t code = ext2fs_file_llseek(file, at, EXT2_SEEK_SET, NULL);
	const char *from = bytes;

	while (!code && length > 0) {
		unsigned piece = length < COPY_SIZE ? (unsigned)length :
						      COPY_SIZE;
		unsigned done = 0;

		code = ext2fs_file_write(file, from, piece, &done);
		from += done;
		length -= done;
	}
	return code;
}

errcode_t image_node_add_bytes(ext2_filsys fs, const struct image_node *node,
			       struct span bytes)
{
	ext2_file_t file;
	ext2_ino_t ino;
	unsigned done;
	errcode_t code = open_new(fs, node, &ino, &file);

	if (code)
		return code;
	if (bytes.length > 0)
		code = ext2fs_file_write(file, bytes.bytes,
					 (unsigned)bytes.length, &done);
	return close_new(fs, node, ino, file, code);
}

errcode_t image_node_add_link(ext2_filsys fs, const struct image_node *node,
			      ext2_ino_t ino)
{
	struct ext2_inode inode;
	errcode_t code = ext2fs_read_inode(fs, ino, &inode);

	if (code)
		return code;
	if (inode.i_links_count >= EXT2_LINK_MAX)
		return EMLINK;
	inode.i_links_count++;
	code = add_name(fs, node, ino, LINUX_S_ISLNK(inode.i_mode) ?
			EXT2_FT_SYMLINK : EXT2_FT_REG_FILE);
	return code ? code : ext2fs_write_inode(fs, ino, &inode);
}
