/* SPDX-License-Identifier: MIT */
#include "reader.h"

#include <errno.h>
#include <stdio.h>

#include "image_fs.h"
#include "reader_check.h"
#include "say.h"

enum {
	/* What a guest may write in all, as a multiple of the file system:
	 * files may share blocks in the reader's eyes, but not for ever. */
	READ_FACTOR = 2,
	STEPS_FLOOR = 1 << 20,
	/* Kinds of content that only a feature of the gate's could bring. */
	FLAGS_REFUSED = EXT4_INLINE_DATA_FL | EXT4_ENCRYPT_FL |
			EXT4_CASEFOLD_FL | EXT4_EA_INODE_FL | EXT2_COMPRBLK_FL,
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

static enum reader_kind kind_of(const struct ext2_inode *inode)
{
	if (LINUX_S_ISREG(inode->i_mode))
		return READER_FILE;
	return LINUX_S_ISDIR(inode->i_mode) ? READER_DIRECTORY : READER_OTHER;
}

/* A job may clear the extents of a file of its own (chattr -e). */
static bool can_be_read(const struct ext2_inode *inode)
{
	return inode->i_flags & EXT4_EXTENTS_FL &&
	       !(inode->i_flags & (uint32_t)FLAGS_REFUSED);
}

int reader_node(struct reader *reader, ext2_ino_t ino,
		struct reader_node *ret, struct text *why)
{
	struct reader_node node = { .ino = ino };
	errcode_t code;

	/* The journal and its like are inodes too, but no files. */
	if (ino != EXT2_ROOT_INO && ino < EXT2_FIRST_INODE(reader->fs->super))
		return explain(why, -EUCLEAN, "inode %u is no file", ino);
	code = ext2fs_read_inode(reader->fs, ino, &node.inode);
	if (code)
		return explain(why, -EUCLEAN, "%s", error_message(code));
	if (node.inode.i_links_count == 0 && node.inode.i_dtime != 0)
		return explain(why, -EUCLEAN, "it is deleted");
	node.kind = kind_of(&node.inode);
	if (node.kind != READER_OTHER && !can_be_read(&node.inode))
		return explain(why, -EUCLEAN, "it is of a kind that is not "
			       "read here");
	node.executable = node.inode.i_mode & 0111;
	node.size = EXT2_I_SIZE(&node.inode);
	node.mtime = (int32_t)node.inode.i_mtime;
	*ret = node;
	return 0;
}
