/* SPDX-License-Identifier: MIT */
#include "tests/crash/tree.h"

#include <errno.h>
#include <string.h>

ext2_filsys tree_open(const char *path)
{
	ext2_filsys fs;

	return ext2fs_open2(path, NULL, EXT2_FLAG_64BITS, 0, 0,
			    unix_io_manager, &fs) ? NULL : fs;
}

static int lookup(ext2_filsys fs, const char *path, ext2_ino_t *ret)
{
	errcode_t code = ext2fs_namei(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, path,
				      ret);

	return code == EXT2_ET_FILE_NOT_FOUND ? -ENOENT : code ? -EIO : 0;
}

static int add(struct ext2_dir_entry *entry, int offset, int block_size,
	       char *buffer, void *context)
{
	size_t length = (size_t)ext2fs_dirent_name_len(entry);
	struct tree_names *names = context;

	(void)offset;
	(void)block_size;
	(void)buffer;
	if ((length == 1 && entry->name[0] == '.') ||
	    (length == 2 && memcmp(entry->name, "..", 2) == 0))
		return 0;
	if (names->count < TREE_NAMES_MAX) {
		memcpy(names->names[names->count], entry->name, length);
		names->names[names->count][length] = '\0';
	}
	names->count++;
	return 0;
}

int tree_list(ext2_filsys fs, const char *path, struct tree_names *ret)
{
	ext2_ino_t ino;
	int err = lookup(fs, path, &ino);

	ret->count = 0;
	if (err < 0)
		return err;
	if (ext2fs_dir_iterate(fs, ino, 0, NULL, add, ret))
		return -EIO;
	return ret->count > TREE_NAMES_MAX ? -EFBIG : 0;
}

static int open_file(ext2_filsys fs, const char *path, ext2_file_t *ret)
{
	ext2_ino_t ino;
	int err = lookup(fs, path, &ino);

	if (err < 0)
		return err;
	return ext2fs_file_open(fs, ino, 0, ret) ? -EIO : 0;
}

int tree_size(ext2_filsys fs, const char *path, uint64_t *ret)
{
	ext2_file_t file;
	__u64 size;
	int err = open_file(fs, path, &file);

	if (err < 0)
		return err;
	err = ext2fs_file_get_lsize(file, &size) ? -EIO : 0;
	(void)ext2fs_file_close(file); /* opened for reading */
	if (!err)
		*ret = size;
	return err;
}

int tree_read(ext2_filsys fs, const char *path, char *ret, size_t size,
	      size_t *ret_length)
{
	unsigned int count = 0;
	ext2_file_t file;
	__u64 bytes = 0;
	int err = open_file(fs, path, &file);

	if (err < 0)
		return err;
	if (ext2fs_file_get_lsize(file, &bytes))
		err = -EIO;
	else if (bytes > size)
		err = -EFBIG;
	else if (ext2fs_file_read(file, ret, (unsigned int)bytes, &count) ||
		 count != bytes)
		err = -EIO;
	(void)ext2fs_file_close(file); /* opened for reading */
	*ret_length = count;
	return err;
}
