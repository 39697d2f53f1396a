/* SPDX-License-Identifier: MIT */
/* verify_counts: what is owned, against bitmaps and counts; see verify.h. */
#include <stdlib.h>

#include "host/image/fs.h"
#include "host/reader/verify.h"

static int by_block(const void *a, const void *b)
{
	uint64_t one = ((const struct verify_shared *)a)->block;
	uint64_t two = ((const struct verify_shared *)b)->block;

	return one < two ? -1 : one > two;
}

/* One block of attributes and the inodes that use it. */
static int check_attributes(struct verify *verify,
			    const struct verify_shared *shared, size_t users)
{
	_Alignas(8) char block[IMAGE_BLOCK];
	const struct ext2_ext_attr_header *header = (const void *)block;
	errcode_t code;

	if (shared->block >= verify->reader->blocks)
		return verify_damage(verify, "inode %u: its attributes lie "
				     "outside the file system", shared->ino);
	code = ext2fs_read_ext_attr3(verify->fs, shared->block, block,
				     shared->ino);
	if (code)
		return verify_damage(verify, "inode %u: its attributes: %s",
				     shared->ino, error_message(code));
	if (header->h_refcount != users)
		return verify_damage(verify, "inode %u: its attributes have "
				     "%zu users, and should have %u",
				     shared->ino, users, header->h_refcount);
	return verify_claim(verify, shared->block, 1);
}

static int claim_attributes(struct verify *verify)
{
	const struct verify_shared *shared = verify->shared;
	size_t first = 0;
	int err = 0;

	if (verify->shared_count > 0)
		qsort(verify->shared, verify->shared_count,
		      sizeof(*shared), by_block);
	for (size_t i = 1; i <= verify->shared_count && !err; i++) {
		if (i < verify->shared_count &&
		    shared[i].block == shared[first].block)
			continue;
		err = check_attributes(verify, &shared[first], i - first);
		first = i;
	}
	return err;
}

static int by_first(const void *a, const void *b)
{
	uint64_t one = ((const struct verify_claim *)a)->first;
	uint64_t two = ((const struct verify_claim *)b)->first;

	return one < two ? -1 : one > two;
}

/* Sorts the claims and makes one of those that touch. */
static int join_claims(struct verify *verify)
{
	struct verify_claim *claims = verify->claims;
	size_t last = 0;

	qsort(claims, verify->claim_count, sizeof(*claims), by_first);
	for (size_t i = 1; i < verify->claim_count; i++) {
		uint64_t end = claims[last].first + claims[last].count;

		if (claims[i].first < end)
			return verify_damage(verify, "block %llu has two "
					     "owners", (unsigned long long)
					     claims[i].first);
		if (claims[i].first == end)
			claims[last].count += claims[i].count;
		else
			claims[++last] = claims[i];
	}
	verify->claim_count = last + 1;
	return 0;
}

/* The next run of blocks in use from `from` on, by the bitmap; a count of 0
 * after the last. */
static struct verify_claim next_in_use(ext2_filsys fs, uint64_t from)
{
	struct verify_claim run = { 0, 0 };
	uint64_t end = ext2fs_blocks_count(fs->super);
	blk64_t first, after;

	if (from >= end ||
	    ext2fs_find_first_set_block_bitmap2(fs->block_map, from, end - 1,
						&first))
		return run;
	if (ext2fs_find_first_zero_block_bitmap2(fs->block_map, first,
						 end - 1, &after))
		after = end;
	run.first = first;
	run.count = after - first;
	return run;
}

static int check_block_bitmap(struct verify *verify)
{
	uint64_t from = verify->fs->super->s_first_data_block;
	struct verify_claim run;

	for (size_t i = 0; i < verify->claim_count; i++) {
		const struct verify_claim *claim = &verify->claims[i];

		run = next_in_use(verify->fs, from);
		if (run.first != claim->first || run.count != claim->count)
			return verify_damage(verify, "the blocks in use are "
					     "not those of its files, from "
					     "block %llu on",
					     (unsigned long long)from);
		from = run.first + run.count;
	}
	if (next_in_use(verify->fs, from).count > 0)
		return verify_damage(verify, "blocks are in use that no file "
				     "has, from block %llu on",
				     (unsigned long long)from);
	return 0;
}

/* Inodes in use: the reserved ones, then what was found. */
static int check_inode_bitmap(struct verify *verify)
{
	const struct ext2_super_block *super = verify->fs->super;
	ext2_ino_t first = EXT2_FIRST_INODE(super), ino = 1, found;
	size_t next = 0;

	while (ext2fs_find_first_set_inode_bitmap2(verify->fs->inode_map, ino,
						   super->s_inodes_count,
						   &found) == 0) {
		if (found >= first || found == EXT2_ROOT_INO)
			if (next == verify->inode_count ||
			    verify->inodes[next++].ino != found)
				return verify_damage(verify, "inode %u is in "
						     "use by the bitmap, or "
						     "by itself, alone",
						     found);
		if (found == super->s_inodes_count)
			break;
		ino = found + 1;
	}
	if (next < verify->inode_count)
		return verify_damage(verify, "inode %u is in use by itself "
				     "alone", verify->inodes[next].ino);
	return 0;
}

/* What a walk over groups has seen of claims and inodes. */
struct walk {
	size_t claim, inode;
	uint64_t free_blocks, free_inodes;
};

static uint64_t blocks_in(const struct verify *verify, struct walk *walk,
			  uint64_t first, uint64_t last)
{
	uint64_t count = 0;

	for (; walk->claim < verify->claim_count; walk->claim++) {
		const struct verify_claim *claim =
			&verify->claims[walk->claim];
		uint64_t end = claim->first + claim->count;
		uint64_t from = claim->first > first ? claim->first : first;

		if (claim->first > last)
			break;
		count += (end <= last ? end : last + 1) - from;
		if (end > last + 1)
			break;
	}
	return count;
}

static int check_group(struct verify *verify, dgrp_t group, struct walk *walk)
{
	ext2_filsys fs = verify->fs;
	uint64_t first = ext2fs_group_first_block2(fs, group);
	uint64_t last = ext2fs_group_last_block2(fs, group);
	uint64_t free_blocks = last - first + 1 -
			       blocks_in(verify, walk, first, last);
	uint32_t size = fs->super->s_inodes_per_group, directories = 0;
	uint32_t free_inodes = size;

	if (group == 0) /* the root is counted below */
		free_inodes -= EXT2_FIRST_INODE(fs->super) - 2;
	for (; walk->inode < verify->inode_count; walk->inode++) {
		const struct verify_inode *inode =
			&verify->inodes[walk->inode];

		if ((inode->ino - 1) / size != group)
			break;
		free_inodes--;
		directories += inode->type == EXT2_FT_DIR;
	}
	if (ext2fs_bg_free_blocks_count(fs, group) != free_blocks ||
	    ext2fs_bg_free_inodes_count(fs, group) != free_inodes ||
	    ext2fs_bg_used_dirs_count(fs, group) != directories)
		return verify_damage(verify, "the counts of group %u are "
				     "wrong", group);
	walk->free_blocks += free_blocks;
	walk->free_inodes += free_inodes;
	return 0;
}

static int check_groups(struct verify *verify)
{
	const struct ext2_super_block *super = verify->fs->super;
	struct walk walk = { 0 };
	int err = 0;

	for (dgrp_t group = 0; group < verify->fs->group_desc_count && !err;
	     group++)
		err = check_group(verify, group, &walk);
	if (err < 0)
		return err;
	if (ext2fs_free_blocks_count(verify->fs->super) != walk.free_blocks ||
	    super->s_free_inodes_count != walk.free_inodes)
		return verify_damage(verify, "the counts of its superblock "
				     "are wrong");
	return 0;
}

int verify_counts(struct verify *verify)
{
	errcode_t code;
	int err = claim_attributes(verify);

	if (!err)
		err = join_claims(verify);
	if (err < 0)
		return err;
	code = ext2fs_read_bitmaps(verify->fs);
	if (code)
		return verify_damage(verify, "its bitmaps: %s",
				     error_message(code));
	err = check_block_bitmap(verify);
	if (!err)
		err = check_inode_bitmap(verify);
	return err ? err : check_groups(verify);
}
