/* SPDX-License-Identifier: MIT */
/* lie_fs: lies about the file system as a whole: superblock, descriptors,
 * bitmaps; and bytes that change by themselves. */
#include <string.h>

#include "host/image/fs.h"
#include "tests/fuzz/images/images.h"

void lie_super(struct mutation *mutation, const struct target *target,
	       bool mend)
{
	_Alignas(8) unsigned char bytes[SUPERBLOCK_SIZE];
	size_t at = 4 * mutate_random(mutation, SUPERBLOCK_SIZE / 8);

	(void)target;
	mutate_read(mutation, SUPERBLOCK_OFFSET, bytes, sizeof(bytes));
	mutate_say(mutation, "superblock, byte %zu:", at);
	mutate_number(mutation, bytes + at, mutate_random(mutation, 2) ? 4 : 2,
		      "number");
	if (mend)
		(void)ext2fs_superblock_csum_set(mutation->base->fs,
						 (void *)bytes);
	mutate_write(mutation, SUPERBLOCK_OFFSET, bytes, sizeof(bytes));
}

/* Mends and writes a descriptor: libext2fs knows those in memory alone. */
static void write_group(struct mutation *mutation, dgrp_t group,
			const unsigned char *bytes, bool mend)
{
	ext2_filsys fs = mutation->base->fs;
	size_t size = EXT2_DESC_SIZE(fs->super);
	unsigned char *held = (unsigned char *)fs->group_desc + group * size;
	unsigned char before[64], after[64];

	memcpy(before, held, size);
	memcpy(held, bytes, size);
	if (mend)
		ext2fs_group_desc_csum_set(fs, group);
	memcpy(after, held, size);
	memcpy(held, before, size);
	mutate_write(mutation, BLOCK + group * size, after, size);
}

void lie_group(struct mutation *mutation, const struct target *target,
	       bool mend)
{
	size_t size = EXT2_DESC_SIZE(mutation->base->fs->super);
	size_t at = 2 * mutate_random(mutation, size / 2);
	unsigned char bytes[64];

	mutate_read(mutation, BLOCK + target->group * size, bytes, size);
	mutate_say(mutation, "group %u, byte %zu:", target->group, at);
	mutate_number(mutation, bytes + at, 2, "number");
	write_group(mutation, target->group, bytes, mend);
}

static void mend_map(struct mutation *mutation, const struct target *target,
		     unsigned char *bytes)
{
	ext2_filsys fs = mutation->base->fs;
	size_t size = EXT2_DESC_SIZE(fs->super);
	unsigned char *held = (unsigned char *)fs->group_desc +
			      target->group * size;
	unsigned char before[64], after[64];

	memcpy(before, held, size);
	mutate_read(mutation, BLOCK + target->group * size, held, size);
	if (target->kind == KIND_BLOCK_MAP)
		(void)ext2fs_block_bitmap_csum_set(fs, target->group,
			(void *)bytes,
			(int)(fs->super->s_clusters_per_group / 8));
	else
		(void)ext2fs_inode_bitmap_csum_set(fs, target->group,
			(void *)bytes,
			(int)(fs->super->s_inodes_per_group / 8));
	memcpy(after, held, size);
	memcpy(held, before, size);
	write_group(mutation, target->group, after, true);
}

void lie_map(struct mutation *mutation, const struct target *target,
	     bool mend)
{
	_Alignas(8) unsigned char bytes[BLOCK];
	size_t bits = target->kind == KIND_BLOCK_MAP ?
		mutation->base->fs->super->s_blocks_per_group :
		mutation->base->fs->super->s_inodes_per_group;
	size_t at = mutate_random(mutation, mutate_random(mutation, 2) ?
				  64 : bits), count;

	count = 1 + mutate_random(mutation, 8);
	mutate_read(mutation, target->block * BLOCK, bytes, sizeof(bytes));
	mutate_say(mutation, "bitmap of %s of group %u: %zu bits from %zu",
		   target->kind == KIND_BLOCK_MAP ? "blocks" : "inodes",
		   target->group, count, at);
	for (; count > 0 && at < bits; count--, at++)
		bytes[at / 8] ^= (unsigned char)(1 << at % 8);
	if (mend)
		mend_map(mutation, target, bytes);
	mutate_write(mutation, target->block * BLOCK, bytes, sizeof(bytes));
}

/* Bits that turn, or a block that is another: nothing is mended. */
void lie_raw(struct mutation *mutation, const struct target *target,
	     bool mend)
{
	const struct target *other = mutate_pick(mutation, KIND_RAW);
	unsigned char bytes[BLOCK];
	size_t count = 1 + mutate_random(mutation, 3);

	(void)mend;
	mutate_read(mutation, target->block * BLOCK, bytes, sizeof(bytes));
	mutate_say(mutation, "block %llu:",
		   (unsigned long long)target->block);
	if (mutate_random(mutation, 8) == 0) {
		mutate_read(mutation, other->block * BLOCK, bytes,
			    sizeof(bytes));
		mutate_say(mutation, " becomes block %llu",
			   (unsigned long long)other->block);
		count = 0;
	}
	for (; count > 0; count--) {
		size_t bit = mutate_random(mutation, 8 * BLOCK);

		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		mutate_say(mutation, " bit %zu", bit);
	}
	mutate_write(mutation, target->block * BLOCK, bytes, sizeof(bytes));
}
