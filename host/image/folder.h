/* SPDX-License-Identifier: MIT */
/* image_folder: a directory of a file system in the making, open at its end:
 * a further name costs the same however many there are.  ext2fs_link() looks
 * through all of them for room. */
#ifndef GVA_HOST_IMAGE_FOLDER_H
#define GVA_HOST_IMAGE_FOLDER_H

#include "contract/limits.h"
#include "host/image/ext2.h"

struct image_folder {
	ext2_ino_t ino;
	blk64_t block;   /* its last one */
	uint32_t last;   /* where the last entry of that begins */
	uint64_t links;  /* of the inode: 2, and one for each folder in it */
	bool changed;
	_Alignas(struct ext2_dir_entry) char bytes[IMAGE_BLOCK]; /* its own */
};

/* image_folder_open: for a directory that is there. */
errcode_t image_folder_open(ext2_filsys fs, ext2_ino_t ino,
			    struct image_folder *ret);
/* image_folder_add: an entry, `type` as EXT2_FT_*.  Whether the name is there
 * already is not looked at.  An EXT2_FT_DIR adds a link to the folder. */
errcode_t image_folder_add(ext2_filsys fs, struct image_folder *folder,
			   const char *name, ext2_ino_t ino, int type);
/* image_folder_close: writes what is not written. */
errcode_t image_folder_close(ext2_filsys fs, struct image_folder *folder);

#endif
