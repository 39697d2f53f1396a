/* SPDX-License-Identifier: MIT */
/* structures: where everything lies in an out image, by libext2fs. */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/images/images.h"

static void add(struct base *base, struct target target)
{
	if (base->count == base->size) {
		base->size = 2 * base->size + 256;
		base->targets = reallocarray(base->targets, base->size,
					     sizeof(*base->targets));
		MUST(base->targets);
	}
	base->targets[base->count++] = target;
}

struct finder {
	struct base *base;
	ext2_ino_t ino;
	enum kind data; /* KIND_COUNT: its data is none of our targets */
};

static int found_block(ext2_filsys fs, blk64_t *block, e2_blkcnt_t logical,
		       blk64_t above, int offset, void *private)
{
	struct finder *finder = private;
	enum kind kind = logical < 0 ? KIND_TREE : finder->data;

	(void)fs;
	(void)above;
	(void)offset;
	if (kind == KIND_COUNT)
		return 0;
	add(finder->base, (struct target){
		.kind = kind, .ino = finder->ino, .block = *block });
	if (kind != KIND_RECORD)
		add(finder->base, (struct target){
			.kind = KIND_RAW, .block = *block });
	return 0;
}

static void find_of_inode(struct base *base, ext2_ino_t ino,
			  const struct ext2_inode *inode)
{
	uint32_t per_group = base->fs->super->s_inodes_per_group;
	uint64_t table = ext2fs_inode_table_loc(base->fs,
						(ino - 1) / per_group);
	uint64_t block = table + (ino - 1) % per_group / (BLOCK / INODE);
	struct finder finder = { base, ino, KIND_COUNT };

	add(base, (struct target){ .kind = KIND_INODE, .ino = ino });
	add(base, (struct target){ .kind = KIND_RAW, .block = block });
	if (ino == EXT2_RESIZE_INO ||
	    !ext2fs_inode_has_valid_blocks2(base->fs, (void *)inode))
		return;
	if (LINUX_S_ISDIR(inode->i_mode))
		finder.data = KIND_DIRECTORY;
	else if (LINUX_S_ISREG(inode->i_mode) && inode->i_size > 300 &&
		 inode->i_size < BLOCK)
		finder.data = KIND_RECORD; /* or looks like one */
	MUST(ext2fs_block_iterate3(base->fs, ino, BLOCK_FLAG_READ_ONLY, NULL,
				   found_block, &finder) == 0);
}

static void find_inodes(struct base *base)
{
	struct ext2_inode inode;
	ext2_inode_scan scan;
	ext2_ino_t ino;

	MUST(ext2fs_open_inode_scan(base->fs, 0, &scan) == 0);
	for (;;) {
		MUST(ext2fs_get_next_inode(scan, &ino, &inode) == 0);
		if (ino == 0)
			break;
		if (inode.i_links_count == 0)
			continue;
		base->inodes = reallocarray(base->inodes,
					    base->inode_count + 1,
					    sizeof(*base->inodes));
		MUST(base->inodes);
		base->inodes[base->inode_count++] = ino;
		find_of_inode(base, ino, &inode);
	}
	ext2fs_close_inode_scan(scan);
}

static void find_groups(struct base *base)
{
	ext2_filsys fs = base->fs;

	for (dgrp_t group = 0; group < fs->group_desc_count; group++) {
		uint64_t blocks = ext2fs_block_bitmap_loc(fs, group);
		uint64_t inodes = ext2fs_inode_bitmap_loc(fs, group);

		add(base, (struct target){ .kind = KIND_GROUP,
					   .group = group });
		add(base, (struct target){ .kind = KIND_BLOCK_MAP,
					   .group = group, .block = blocks });
		add(base, (struct target){ .kind = KIND_INODE_MAP,
					   .group = group, .block = inodes });
		add(base, (struct target){ .kind = KIND_RAW,
					   .block = blocks });
		add(base, (struct target){ .kind = KIND_RAW,
					   .block = inodes });
	}
}

static int by_kind(const void *a, const void *b)
{
	const struct target *one = a, *two = b;

	return (int)one->kind - (int)two->kind;
}

void base_open(struct base *base, const char *path)
{
	uint64_t behind;

	*base = (struct base){ .path = path };
	MUST(ext2fs_open2(path, NULL, EXT2_FLAG_64BITS, 0, 0, unix_io_manager,
			  &base->fs) == 0);
	behind = ext2fs_blocks_count(base->fs->super);
	add(base, (struct target){ .kind = KIND_SUPER });
	add(base, (struct target){ .kind = KIND_STATUS, .block = behind });
	add(base, (struct target){ .kind = KIND_RAW, .block = behind });
	for (unsigned i = 0; i < 1 + base->fs->desc_blocks; i++)
		add(base, (struct target){ .kind = KIND_RAW, .block = i });
	find_groups(base);
	find_inodes(base);
	qsort(base->targets, base->count, sizeof(*base->targets), by_kind);
	for (size_t i = base->count; i-- > 0;)
		base->first[base->targets[i].kind] = i;
	base->first[KIND_COUNT] = base->count;
	for (int kind = KIND_COUNT - 1; kind > 0; kind--)
		if (base->first[kind] == 0)
			base->first[kind] = base->first[kind + 1];
}

void base_close(struct base *base)
{
	ext2fs_free(base->fs);
	free(base->targets);
	free(base->inodes);
}
