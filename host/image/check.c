/* SPDX-License-Identifier: MIT */
#include "host/image/check.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/fs.h"

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
	uint32_t incompat = ext2fs_le32_to_cpu(super->s_feature_incompat) &
			    ~(uint32_t)EXT3_FEATURE_INCOMPAT_RECOVER;
	uint32_t ro_compat =
		ext2fs_le32_to_cpu(super->s_feature_ro_compat) &
		~(uint32_t)EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT;

	if (!(incompat & EXT3_FEATURE_INCOMPAT_EXTENTS))
		return explain(why, -EOPNOTSUPP, "its file system is not ext4");
	if (!(incompat & EXT2_FEATURE_INCOMPAT_FILETYPE))
		return explain(why, -EOPNOTSUPP, "its file system lacks the "
			       "feature filetype");
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
	    super->s_first_data_block != 0 ||
	    (group != IMAGE_GROUP_BLOCKS &&
	     group != IMAGE_SMALL_GROUP_BLOCKS) ||
	    ext2fs_le32_to_cpu(super->s_rev_level) != EXT2_DYNAMIC_REV ||
	    ext2fs_le32_to_cpu(super->s_first_ino) !=
	    EXT2_GOOD_OLD_FIRST_INO ||
	    ext2fs_le16_to_cpu(super->s_inode_size) != IMAGE_INODE)
		return explain(why, -EOPNOTSUPP, "its file system is not laid "
			       "out as one of gva is: blocks of 4 KiB, inodes "
			       "of 256 bytes");
	return 0;
}

/* Whether it was closed, and without an error. */
static int check_state(const struct ext2_super_block *super, struct text *why)
{
	uint32_t incompat = ext2fs_le32_to_cpu(super->s_feature_incompat);
	uint32_t ro_compat = ext2fs_le32_to_cpu(super->s_feature_ro_compat);
	uint16_t state = ext2fs_le16_to_cpu(super->s_state);

	if (state & EXT2_ERROR_FS)
		return explain(why, -EUCLEAN, "its file system is marked "
			       "damaged and needs repair");
	if (incompat & EXT3_FEATURE_INCOMPAT_RECOVER ||
	    ro_compat & EXT4_FEATURE_RO_COMPAT_ORPHAN_PRESENT ||
	    super->s_last_orphan != 0 || !(state & EXT2_VALID_FS))
		return explain(why, -EUCLEAN, "its file system was not closed "
			       "and needs recovery");
	return 0;
}

/* The superblock, of which the image's size is held against the file. */
static int read_super(int fd, const struct image *image,
		      struct ext2_super_block *ret, struct text *why)
{
	unsigned char bytes[SUPERBLOCK_SIZE];
	struct superblock parsed;

	if (image->superblock_lost)
		return explain(why, -EUCLEAN, "its superblock is destroyed, "
			       "and its file system needs repair");
	if (file_read_at(fd, bytes, sizeof(bytes), SUPERBLOCK_OFFSET) < 0)
		return explain(why, -EIO, "its superblock cannot be read");
	if (superblock_parse(bytes, &parsed) < 0 ||
	    parsed.bytes != image->superblock.bytes ||
	    parsed.bytes > image->bytes)
		return explain(why, -EUCLEAN, "its superblock changed while "
			       "it was read");
	memcpy(ret, bytes, sizeof(*ret));
	return 0;
}

static int check_kind(const struct ext2_super_block *super, struct text *why)
{
	int err = check_features(super, why);

	return err < 0 ? err : check_geometry(super, why);
}

int reader_check(int fd, const struct image *image, struct text *why)
{
	struct ext2_super_block super;
	int err = read_super(fd, image, &super, why);

	if (!err)
		err = check_kind(&super, why);
	return err < 0 ? err : check_state(&super, why);
}

int reader_check_before(const struct image *image, struct text *why)
{
	struct ext2_super_block super;
	int fd = open(image->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int err;

	if (fd < 0)
		return explain(why, -errno, "%s", strerror(errno));
	err = read_super(fd, image, &super, why);
	file_close_read(fd);
	if (!err)
		err = check_kind(&super, why);
	if (!err && !(ext2fs_le32_to_cpu(super.s_feature_compat) &
		      EXT3_FEATURE_COMPAT_HAS_JOURNAL))
		err = explain(why, -EOPNOTSUPP, "its file system has no "
			      "journal");
	return err;
}
