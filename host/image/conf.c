/* SPDX-License-Identifier: MIT */
/* image_conf: job.conf of an out image that never ran; see image.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/reason.h"
#include "host/image/check.h"
#include "host/image/fs.h"
#include "host/image/image.h"
#include "host/image/node.h"

static const char conf_name[] = TREE_JOB_CONF;

/* The directory of the out role. */
static errcode_t out_directory(ext2_filsys fs, int roles, ext2_ino_t *ret_ino)
{
	const char *name = role_word(ROLE_OUT);

	if (roles == 0 || roles == ROLE_OUT) {
		*ret_ino = EXT2_ROOT_INO;
		return 0;
	}
	return ext2fs_lookup(fs, EXT2_ROOT_INO, name, (int)strlen(name), NULL,
			     ret_ino);
}

/* Frees the file of an earlier conf. */
static errcode_t remove_old(ext2_filsys fs, ext2_ino_t directory)
{
	struct ext2_inode inode;
	ext2_ino_t ino;
	errcode_t code = ext2fs_lookup(fs, directory, conf_name,
				       sizeof(conf_name) - 1, NULL, &ino);

	if (code == EXT2_ET_FILE_NOT_FOUND)
		return 0;
	if (!code)
		code = ext2fs_read_inode(fs, ino, &inode);
	if (!code && (!LINUX_S_ISREG(inode.i_mode) ||
		      inode.i_links_count != 1))
		code = EEXIST;
	if (!code)
		code = ext2fs_unlink(fs, directory, conf_name, ino, 0);
	if (!code)
		code = ext2fs_punch(fs, ino, &inode, NULL, 0, ~(blk64_t)0);
	if (code)
		return code;
	inode.i_links_count = 0;
	inode.i_dtime = (uint32_t)fs->super->s_mkfs_time;
	ext2fs_inode_alloc_stats2(fs, ino, -1, 0);
	return ext2fs_write_inode(fs, ino, &inode);
}

static errcode_t write_in(ext2_filsys fs, int roles, struct span conf)
{
	struct stat stat = { .st_mode = 0644,
			     .st_mtime = fs->super->s_mkfs_time };
	struct image_node node = { 0, conf_name, &stat, NULL };
	errcode_t code = ext2fs_read_bitmaps(fs);

	fs->now = fs->super->s_mkfs_time;
	if (!code)
		code = out_directory(fs, roles, &node.parent);
	if (!code)
		code = remove_old(fs, node.parent);
	return code ? code : image_node_add_bytes(fs, &node, conf);
}

static int check(int fd, const struct image *image, struct text *why)
{
	struct reason reason;
	int err = reader_check(fd, image, reason_init(&reason));

	return err < 0 ? explain(why, err, "write %s: %s", image->path,
				 reason.bytes) : 0;
}

static int write_conf(int fd, const struct image *image, struct span conf,
		      struct text *why)
{
	ext2_filsys fs;
	errcode_t code;
	int err = check(fd, image, why);

	if (err < 0)
		return err;
	code = image_fs_open(fd, &fs);
	if (code)
		return image_fs_explain(why, code, "open", image->path);
	code = write_in(fs, image->roles, conf);
	if (code) {
		ext2fs_free(fs); /* what is cached is not written */
		return image_fs_explain(why, code, "write job.conf into",
					image->path);
	}
	code = ext2fs_close_free(&fs);
	return code ? image_fs_explain(why, code, "write", image->path) : 0;
}

int image_write_conf(const struct image *image, struct span conf,
		     struct text *why)
{
	int fd, err;

	if (!image->has_status || image->status.state != STATE_NOT_RUN)
		return explain(why, -EBUSY, "write %s: only an out image that "
			       "never ran takes a job.conf", image->path);
	if (conf.length > CONF_SIZE_MAX)
		return explain(why, -E2BIG, "write %s: job.conf of more than "
			       "256 KiB", image->path);
	/* A block device, too; image_probe() has seen what it is. */
	fd = open(image->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return explain(why, -errno, "open %s: %s", image->path,
			       strerror(errno));
	err = write_conf(fd, image, conf, why);
	if (close(fd) < 0 && err == 0)
		err = explain(why, -errno, "write %s: %s", image->path,
			      strerror(errno));
	return err;
}
