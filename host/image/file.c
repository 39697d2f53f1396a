/* SPDX-License-Identifier: MIT */
#include "host/image/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "contract/role.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/ext2.h"
#include "host/image/fs.h"

static errcode_t find(ext2_filsys fs, const struct image *image,
		      enum role role, const char *name, ext2_ino_t *ret)
{
	ext2_ino_t folder = EXT2_ROOT_INO;
	const char *word = role_word(role);
	errcode_t code = image->roles == (int)role || image->roles == 0 ? 0 :
			 ext2fs_lookup(fs, folder, word, (int)strlen(word),
				       NULL, &folder);

	return code ? code : ext2fs_lookup(fs, folder, name,
					   (int)strlen(name), NULL, ret);
}

/* All of a regular file, and a NUL. */
static errcode_t read_all(ext2_filsys fs, ext2_ino_t ino, size_t max,
			  char **ret)
{
	struct ext2_inode inode;
	unsigned length, got = 0;
	ext2_file_t file;
	errcode_t code = ext2fs_read_inode(fs, ino, &inode);

	if (code)
		return code;
	if (!LINUX_S_ISREG(inode.i_mode))
		return FILE_NOT_REGULAR;
	if (EXT2_I_SIZE(&inode) > max)
		return EFBIG;
	length = (unsigned)EXT2_I_SIZE(&inode);
	*ret = malloc(length + 1);
	if (!*ret)
		return ENOMEM;
	code = ext2fs_file_open2(fs, ino, &inode, 0, &file);
	if (!code) {
		code = ext2fs_file_read(file, *ret, length, &got);
		(void)ext2fs_file_close(file); /* it was only read */
	}
	(*ret)[got] = '\0';
	if (code) {
		free(*ret);
		*ret = NULL;
	}
	return code;
}

int image_file(const struct image *image, enum role role, const char *name,
	       size_t max, char **ret, struct text *why)
{
	ext2_filsys fs;
	ext2_ino_t ino;
	errcode_t code;
	int fd = file_open(image->path);

	*ret = NULL;
	if (fd < 0)
		return explain(why, fd, "read %s: %s", image->path,
			       file_reason(fd));
	code = image_fs_read(fd, &fs);
	file_close_read(fd);
	if (code)
		return image_fs_explain(why, code, "read", image->path);
	code = find(fs, image, role, name, &ino);
	if (!code)
		code = read_all(fs, ino, max, ret);
	ext2fs_free(fs);
	if (code == EXT2_ET_FILE_NOT_FOUND)
		return -ENOENT;
	return code ? explain(why, -EINVAL, "read %s of %s: %s", name,
			      image->path, error_message(code)) : 0;
}
