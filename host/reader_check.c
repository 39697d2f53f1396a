/* SPDX-License-Identifier: MIT */
#include "reader_check.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "image_fs.h"
#include "say.h"

/* Each further feature is a further parser of hostile bytes: no inline_data,
 * encrypt, casefold, ea_inode, bigalloc, quota, meta_bg, journal_dev. */
enum {
	COMPAT = EXT3_FEATURE_COMPAT_HAS_JOURNAL |
		 EXT2_FEATURE_COMPAT_EXT_ATTR |
		 EXT2_FEATURE_COMPAT_RESIZE_INODE |
		 EXT2_FEATURE_COMPAT_DIR_INDEX |
		 EXT4_FEATURE_COMPAT_SPARSE_SUPER2 |
		 EXT4_FEATURE_COMPAT_ORPHAN_FILE,
	INCOMPAT = EXT2_FEATURE_INCOMPAT_FILETYPE |
		   EXT3_FEATURE_INCOMPAT_EXTENTS |
		   EXT4_FEATURE_INCOMPAT_64BIT |
		   EXT4_FEATURE_INCOMPAT_FLEX_BG |
		   EXT4_FEATURE_INCOMPAT_CSUM_SEED,
	RO_COMPAT = EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |
		    EXT2_FEATURE_RO_COMPAT_LARGE_FILE |
		    EXT4_FEATURE_RO_COMPAT_HUGE_FILE |
		    EXT4_FEATURE_RO_COMPAT_GDT_CSUM |
		    EXT4_FEATURE_RO_COMPAT_DIR_NLINK |
		    EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |
		    EXT4_FEATURE_RO_COMPAT_METADATA_CSUM,
};

static int check_features(const struct ext2_super_block *super,
			  struct text *why)
{
	uint32_t compat = ext2fs_le32_to_cpu(super->s_feature_compat);
	uint32_t incompat = ext2fs_le32_to_cpu(super->s_feature_incompat);
	uint32_t ro_compat = ext2fs_le32_to_cpu(super->s_feature_ro_compat);

	if (incompat & EXT3_FEATURE_INCOMPAT_RECOVER ||
	    ro_compat & EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT)
		return explain(why, -EUCLEAN, "its file system was not closed "
			       "and needs recovery");
	if (ext2fs_le16_to_cpu(super->s_state) & EXT2_ERROR_FS)
		return explain(why, -EUCLEAN, "its file system is marked "
			       "damaged and needs repair");
	if (!(incompat & EXT3_FEATURE_INCOMPAT_EXTENTS))
		return explain(why, -EOPNOTSUPP, "its file system is not ext4");
	if (compat & ~(uint32_t)COMPAT || incompat & ~(uint32_t)INCOMPAT ||
	    ro_compat & ~(uint32_t)RO_COMPAT)
		return explain(why, -EOPNOTSUPP, "its file system has features "
			       "that are not read here: 0x%x 0x%x 0x%x",
			       compat & ~(uint32_t)COMPAT,
			       incompat & ~(uint32_t)INCOMPAT,
			       ro_compat & ~(uint32_t)RO_COMPAT);
	return 0;
}

static int check_geometry(const struct ext2_super_block *super,
			  struct text *why)
{
	uint32_t group = ext2fs_le32_to_cpu(super->s_blocks_per_group);

	if (ext2fs_le32_to_cpu(super->s_log_block_size) != 2 ||
	    (group != IMAGE_GROUP_BLOCKS &&
	     group != IMAGE_SMALL_GROUP_BLOCKS) ||
	    ext2fs_le32_to_cpu(super->s_rev_level) != EXT2_DYNAMIC_REV ||
	    ext2fs_le16_to_cpu(super->s_inode_size) != IMAGE_INODE)
		return explain(why, -EOPNOTSUPP, "its file system is not laid "
			       "out as one of gva is: blocks of 4 KiB, inodes "
			       "of 256 bytes");
	return 0;
}

int reader_check(int fd, const struct image *image, struct text *why)
{
	struct ext2_super_block super;
	struct superblock parsed;
	unsigned char bytes[SUPERBLOCK_SIZE];
	int err;

	if (pread(fd, bytes, sizeof(bytes), SUPERBLOCK_OFFSET) !=
	    (ssize_t)sizeof(bytes))
		return explain(why, -EIO, "its superblock cannot be read");
	if (superblock_parse(bytes, &parsed) < 0 ||
	    parsed.bytes != image->superblock.bytes ||
	    parsed.bytes > image->bytes)
		return explain(why, -EUCLEAN, "its superblock changed while "
			       "it was read");
	memcpy(&super, bytes, sizeof(super));
	err = check_features(&super, why);
	return err < 0 ? err : check_geometry(&super, why);
}
