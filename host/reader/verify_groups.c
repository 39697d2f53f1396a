/* SPDX-License-Identifier: MIT */
/* verify_groups: the descriptors of the groups; see verify.h. */
#include "host/reader/verify.h"

static int claim_inside(struct verify *verify, dgrp_t group, uint64_t first,
			uint64_t count)
{
	uint64_t blocks = verify->reader->blocks;

	if (first <= verify->fs->super->s_first_data_block ||
	    first >= blocks || count > blocks - first)
		return verify_damage(verify, "the descriptor of group %u "
				     "leads out of the file system", group);
	return verify_claim(verify, first, count);
}

/* The superblock or its copy, the descriptors after it, and the room that
 * they may grow into. */
static int claim_copies(struct verify *verify, dgrp_t group)
{
	ext2_filsys fs = verify->fs;
	uint64_t first = ext2fs_group_first_block2(fs, group);
	uint64_t count = 1 + fs->desc_blocks +
			 (uint64_t)fs->super->s_reserved_gdt_blocks;

	if (!ext2fs_bg_has_super(fs, (dgrp_t)group))
		return 0;
	if (count > verify->reader->blocks - first)
		return verify_damage(verify, "group %u ends in its "
				     "descriptors", group);
	return verify_claim(verify, first, count);
}

static int check_group(struct verify *verify, dgrp_t group)
{
	ext2_filsys fs = verify->fs;
	int err;

	if (!ext2fs_group_desc_csum_verify(fs, group))
		return verify_damage(verify, "the descriptor of group %u does "
				     "not match its checksum", group);
	if (ext2fs_bg_itable_unused(fs, group) >
	    fs->super->s_inodes_per_group)
		return verify_damage(verify, "the descriptor of group %u has "
				     "more inodes than a group", group);
	err = claim_copies(verify, group);
	if (!err)
		err = claim_inside(verify, group,
				   ext2fs_block_bitmap_loc(fs, group), 1);
	if (!err)
		err = claim_inside(verify, group,
				   ext2fs_inode_bitmap_loc(fs, group), 1);
	if (!err)
		err = claim_inside(verify, group,
				   ext2fs_inode_table_loc(fs, group),
				   fs->inode_blocks_per_group);
	return err;
}

int verify_groups(struct verify *verify)
{
	int err = 0;

	for (dgrp_t group = 0; group < verify->fs->group_desc_count && !err;
	     group++)
		err = check_group(verify, group);
	return err;
}
