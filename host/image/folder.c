/* SPDX-License-Identifier: MIT */
#include "host/image/folder.h"

#include <errno.h>
#include <string.h>

/* What of a block is for entries; its checksum comes after that. */
enum { ROOM = IMAGE_BLOCK - (int)sizeof(struct ext2_dir_entry_tail) };

static struct ext2_dir_entry *entry_at(struct image_folder *folder,
				       uint32_t at)
{
	return (struct ext2_dir_entry *)(void *)(folder->bytes + at);
}

static uint32_t length_of(const struct ext2_dir_entry *entry)
{
	return ext2fs_dir_rec_len(
		(__u8)ext2fs_dirent_name_len(entry), 0);
}

/* Reads the last block, which the directory's size tells of. */
static errcode_t read_last(ext2_filsys fs, struct image_folder *folder,
			   const struct ext2_inode *inode)
{
	blk64_t number = EXT2_I_SIZE(inode) / IMAGE_BLOCK - 1;
	uint32_t at = 0;
	errcode_t code = ext2fs_bmap2(fs, folder->ino, NULL, NULL, 0, number,
				      NULL, &folder->block);

	if (!code)
		code = ext2fs_read_dir_block4(fs, folder->block, folder->bytes,
					      0, folder->ino);
	if (code)
		return code;
	do {
		folder->last = at;
		if (entry_at(folder, at)->rec_len < EXT2_DIR_REC_LEN(0))
			return EXT2_ET_DIR_CORRUPTED;
		at += entry_at(folder, at)->rec_len;
	} while (at < ROOM);
	return 0;
}

errcode_t image_folder_open(ext2_filsys fs, ext2_ino_t ino,
			    struct image_folder *ret)
{
	struct ext2_inode inode;
	errcode_t code = ext2fs_read_inode(fs, ino, &inode);

	if (code)
		return code;
	ret->ino = ino;
	ret->links = inode.i_links_count;
	ret->changed = false;
	return read_last(fs, ret, &inode);
}

static errcode_t write_last(ext2_filsys fs, struct image_folder *folder)
{
	if (!folder->changed)
		return 0;
	folder->changed = false;
	return ext2fs_write_dir_block4(fs, folder->block, folder->bytes, 0,
				       folder->ino);
}

static errcode_t add_block(ext2_filsys fs, struct image_folder *folder)
{
	struct ext2_inode inode;
	errcode_t code = write_last(fs, folder);

	if (!code)
		code = ext2fs_expand_dir(fs, folder->ino);
	if (!code)
		code = ext2fs_read_inode(fs, folder->ino, &inode);
	return code ? code : read_last(fs, folder, &inode);
}

errcode_t image_folder_add(ext2_filsys fs, struct image_folder *folder,
			   const char *name, ext2_ino_t ino, int type)
{
	size_t length = strlen(name);
	struct ext2_dir_entry *last = entry_at(folder, folder->last), *entry;
	uint32_t taken, wanted;
	errcode_t code;

	if (length == 0 || length > EXT2_NAME_LEN)
		return ENAMETOOLONG; /* no host has such */
	wanted = ext2fs_dir_rec_len((__u8)length, 0);
	/* An entry of inode 0 is the room of a block without any. */
	taken = last->inode ? length_of(last) : 0;
	if (folder->last + taken + wanted > ROOM) {
		code = add_block(fs, folder);
		if (code)
			return code;
		last = entry_at(folder, folder->last);
		taken = 0;
	}
	if (taken > 0)
		last->rec_len = (__u16)taken;
	folder->last += taken;
	entry = entry_at(folder, folder->last);
	entry->inode = ino;
	entry->rec_len = (__u16)(ROOM - folder->last);
	ext2fs_dirent_set_name_len(entry, (int)length);
	ext2fs_dirent_set_file_type(entry, type);
	memcpy(entry->name, name, length);
	folder->changed = true;
	folder->links += type == EXT2_FT_DIR;
	return 0;
}

errcode_t image_folder_close(ext2_filsys fs, struct image_folder *folder)
{
	struct ext2_inode inode;
	errcode_t code = write_last(fs, folder);

	if (!code)
		code = ext2fs_read_inode(fs, folder->ino, &inode);
	if (code)
		return code;
	/* Linux (dir_nlink): 1 stands for more than can be counted. */
	inode.i_links_count = folder->links >= EXT2_LINK_MAX ? 1 :
			      (__u16)folder->links;
	return ext2fs_write_inode(fs, folder->ino, &inode);
}
