/* SPDX-License-Identifier: MIT */
#include "host/reader/reader.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>

#include "host/base/reason.h"
#include "host/image/check.h"
#include "host/image/fs.h"

enum {
	/* What a guest may write in all, as a multiple of the file system:
	 * files may share blocks in the reader's eyes, but not for ever. */
	READ_FACTOR = 2,
	STEPS_FLOOR = 1 << 20,
	/* Kinds of content that only a feature of the gate's could bring. */
	FLAGS_REFUSED = EXT4_INLINE_DATA_FL | EXT4_ENCRYPT_FL |
			EXT4_CASEFOLD_FL | EXT4_EA_INODE_FL |
			EXT4_VERITY_FL | EXT2_COMPRBLK_FL,
};

int reader_open(int fd, const struct image *image, struct reader *ret,
		struct text *why)
{
	struct reader reader = { .fd = fd };
	char name[16];
	errcode_t code;
	int err = reader_check(fd, image, why);

	if (err < 0)
		return err;
	initialize_ext2_error_table();
	(void)snprintf(name, sizeof(name), "%d", fd);
	code = ext2fs_open2(name, NULL, EXT2_FLAG_64BITS, 0, 0,
			    unixfd_io_manager, &reader.fs);
	if (code)
		return explain(why, -EUCLEAN, "%s", error_message(code));
	reader.blocks = ext2fs_blocks_count(reader.fs->super);
	if (reader.blocks * IMAGE_BLOCK != image->superblock.bytes) {
		ext2fs_free(reader.fs);
		return explain(why, -EUCLEAN, "its superblock changed while "
			       "it was read");
	}
	reader.blocks_left = READ_FACTOR * reader.blocks;
	reader.steps_left = READ_FACTOR * reader.blocks + STEPS_FLOOR;
	*ret = reader;
	return 0;
}

void reader_close(struct reader *reader)
{
	ext2fs_free(reader->fs);
}

/* Linux fs/ext4/ext4.h, ext4_decode_extra_time(): 34 bits of seconds, the
 * upper two unsigned, and nanoseconds. */
static struct timespec mtime_of(const struct ext2_inode_large *inode)
{
	const size_t end = offsetof(struct ext2_inode_large, i_mtime_extra) +
			   sizeof(inode->i_mtime_extra);
	struct timespec time = { .tv_sec = (int32_t)inode->i_mtime };

	if (EXT2_GOOD_OLD_INODE_SIZE + (size_t)inode->i_extra_isize < end)
		return time;
	time.tv_sec += (time_t)(inode->i_mtime_extra & 3) << 32;
	time.tv_nsec = inode->i_mtime_extra >> 2;
	return time;
}

static bool kind_of(const struct ext2_inode_large *inode,
		    enum reader_kind *ret)
{
	switch (inode->i_mode & LINUX_S_IFMT) {
	case LINUX_S_IFREG:
		*ret = READER_FILE;
		return true;
	case LINUX_S_IFDIR:
		*ret = READER_DIRECTORY;
		return true;
	case LINUX_S_IFLNK: case LINUX_S_IFCHR: case LINUX_S_IFBLK:
	case LINUX_S_IFIFO: case LINUX_S_IFSOCK:
		*ret = READER_OTHER;
		return true;
	default:
		return false;
	}
}

int reader_node_of(const struct ext2_inode_large *inode, ext2_ino_t ino,
		   struct reader_node *ret, struct text *why)
{
	struct reader_node node = {
		.ino = ino, .inode = *inode,
		.mode = inode->i_mode & 07777,
		.size = EXT2_I_SIZE(inode), .mtime = mtime_of(inode),
	};

	if (inode->i_links_count == 0)
		return explain(why, -EUCLEAN, "it is deleted");
	if (!kind_of(inode, &node.kind))
		return explain(why, -EUCLEAN, "it is of no kind that there "
			       "is");
	if (inode->i_flags & (uint32_t)FLAGS_REFUSED)
		return explain(why, -EUCLEAN, "it is of a kind that is not "
			       "read here");
	if (node.mtime.tv_nsec >= 1000000000)
		return explain(why, -EUCLEAN, "its time is none");
	*ret = node;
	return 0;
}

int reader_node(struct reader *reader, ext2_ino_t ino,
		struct reader_node *ret, struct text *why)
{
	struct ext2_inode_large inode;
	errcode_t code;

	/* The journal and its like are inodes too, but no files. */
	if (ino != EXT2_ROOT_INO && ino < EXT2_FIRST_INODE(reader->fs->super))
		return explain(why, -EUCLEAN, "inode %u is no file", ino);
	code = ext2fs_read_inode_full(reader->fs, ino,
				      (struct ext2_inode *)&inode,
				      sizeof(inode));
	if (code)
		return explain(why, -EUCLEAN, "%s", error_message(code));
	return reader_node_of(&inode, ino, ret, why);
}
