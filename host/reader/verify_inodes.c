/* SPDX-License-Identifier: MIT */
/* verify_inodes: every inode in use, and its blocks; see verify.h. */
#include <errno.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/image/fs.h"
#include "host/reader/runs.h"
#include "host/reader/verify.h"

static const unsigned char types[] = {
	[LINUX_S_IFREG >> 12] = EXT2_FT_REG_FILE,
	[LINUX_S_IFDIR >> 12] = EXT2_FT_DIR,
	[LINUX_S_IFLNK >> 12] = EXT2_FT_SYMLINK,
	[LINUX_S_IFCHR >> 12] = EXT2_FT_CHRDEV,
	[LINUX_S_IFBLK >> 12] = EXT2_FT_BLKDEV,
	[LINUX_S_IFIFO >> 12] = EXT2_FT_FIFO,
	[LINUX_S_IFSOCK >> 12] = EXT2_FT_SOCK,
};

/* What the blocks of an inode come to. */
struct extent_sum {
	uint64_t blocks;  /* in all */
	uint64_t data;    /* of these, data that was written */
	uint64_t end;     /* after the last of those, as a block of the file */
};

/* What it names itself, of one inode. */
static int damage_of(struct verify *verify, ext2_ino_t ino,
		     const char *reason)
{
	return verify_damage(verify, "inode %u: %s", ino, reason);
}

static int claim_runs(struct verify *verify, const struct reader_node *node,
		      struct extent_sum *sum)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct reader_runs runs;
	struct reader_run run;
	int err = reader_runs_open(&runs, verify->reader, node, why);

	if (err < 0)
		return explain(verify->why, err, "inode %u: %s", node->ino,
			       why->bytes);
	while ((err = reader_runs_next(&runs, &run, why)) > 0) {
		err = verify_claim(verify, run.physical, run.count);
		if (err < 0)
			break;
		sum->blocks += run.count;
		if (run.of_tree || run.unwritten)
			continue;
		sum->data += run.count;
		sum->end = run.logical + run.count;
	}
	reader_runs_close(&runs);
	return err < 0 ? explain(verify->why, err, "inode %u: %s", node->ino,
				 why->bytes) : 0;
}

/* A block that inodes with the same attributes may share; it is claimed once
 * all of them are known. */
static int note_attributes(struct verify *verify,
			   const struct reader_node *node,
			   struct extent_sum *sum)
{
	void *shared = verify->shared;
	uint64_t block;
	int err;

	block = ext2fs_file_acl_block(verify->fs,
				      (const void *)&node->inode);
	if (block == 0)
		return 0;
	err = verify_room(verify, &shared, verify->shared_count,
			  &verify->shared_size, sizeof(*verify->shared));
	if (err < 0)
		return err;
	verify->shared = shared;
	verify->shared[verify->shared_count++] =
		(struct verify_shared){ block, node->ino };
	sum->blocks++;
	return 0;
}

static bool has_blocks(const struct reader_node *node)
{
	if (node->kind != READER_OTHER)
		return true;
	/* A short link lies within its inode. */
	return LINUX_S_ISLNK(node->inode.i_mode) &&
	       (node->inode.i_flags & EXT4_EXTENTS_FL ||
		node->size >= sizeof(node->inode.i_block));
}

static bool size_is_right(const struct reader_node *node,
			  const struct extent_sum *sum)
{
	uint64_t whole = node->size / IMAGE_BLOCK;

	switch (node->kind) {
	case READER_DIRECTORY: /* no holes */
		return node->size > 0 && node->size % IMAGE_BLOCK == 0 &&
		       sum->end == whole && sum->data == whole;
	case READER_FILE: /* nothing was written after its end */
		return sum->end <= whole + (node->size % IMAGE_BLOCK != 0);
	case READER_OTHER:
		break;
	}
	return !LINUX_S_ISLNK(node->inode.i_mode) ||
	       (node->size > 0 && node->size < IMAGE_BLOCK &&
		(!has_blocks(node) || sum->end == 1));
}

static int check_blocks(struct verify *verify, const struct reader_node *node)
{
	const struct ext2_inode *inode = (const void *)&node->inode;
	struct extent_sum sum = { 0 };
	uint64_t wanted;
	int err = note_attributes(verify, node, &sum);

	if (!err && has_blocks(node))
		err = claim_runs(verify, node, &sum);
	if (err < 0)
		return err;
	wanted = ext2fs_get_stat_i_blocks(verify->fs,
					  (struct ext2_inode *)inode);
	if (wanted != sum.blocks * (IMAGE_BLOCK / 512))
		return damage_of(verify, node->ino, "its count of blocks is "
				 "wrong");
	if (!size_is_right(node, &sum))
		return damage_of(verify, node->ino, "its size is wrong");
	return 0;
}

static int add(struct verify *verify, const struct reader_node *node,
	       bool nameless)
{
	void *inodes = verify->inodes;
	int err = verify_room(verify, &inodes, verify->inode_count,
			      &verify->inode_size, sizeof(*verify->inodes));

	if (err < 0)
		return err;
	verify->inodes = inodes;
	verify->inodes[verify->inode_count++] = (struct verify_inode){
		.ino = node->ino, .links = node->inode.i_links_count,
		.type = types[node->inode.i_mode >> 12],
		.indexed = node->inode.i_flags & EXT2_INDEX_FL,
		.nameless = nameless,
	};
	return 0;
}

/* The room that descriptors may grow into is claimed with the groups; the
 * block that leads to it is this inode's own. */
static int claim_resize(struct verify *verify,
			const struct ext2_inode_large *inode)
{
	uint64_t block = inode->i_block[EXT2_DIND_BLOCK];

	if (block == 0)
		return 0;
	if (block >= verify->reader->blocks)
		return damage_of(verify, EXT2_RESIZE_INO, "it leads out of "
				 "the file system");
	return verify_claim(verify, block, 1);
}

static int check_inode(struct verify *verify, ext2_ino_t ino,
		       const struct ext2_inode_large *inode)
{
	struct ext2_super_block *super = verify->fs->super;
	bool reserved = ino != EXT2_ROOT_INO && ino < EXT2_FIRST_INODE(super);
	struct reason reason;
	struct reader_node node;
	int err;

	if (ino == EXT2_RESIZE_INO)
		return claim_resize(verify, inode);
	if (inode->i_links_count == 0 || (reserved && inode->i_mode == 0))
		return 0;
	if (inode->i_dtime != 0)
		return damage_of(verify, ino, "it is in use and deleted");
	err = reader_node_of(inode, ino, &node, reason_init(&reason));
	if (err < 0)
		return damage_of(verify, ino, reason.bytes);
	err = check_blocks(verify, &node);
	if (err < 0 || reserved)
		return err;
	return add(verify, &node,
		   ext2fs_has_feature_orphan_file(super) &&
		   ino == super->s_orphan_file_inum);
}

int verify_inodes(struct verify *verify)
{
	struct ext2_inode_large inode;
	ext2_inode_scan scan;
	ext2_ino_t ino = 0;
	errcode_t code = ext2fs_open_inode_scan(verify->fs, 0, &scan);
	int err = 0;

	if (code)
		return verify_damage(verify, "its inodes: %s",
				     error_message(code));
	while (!err) {
		code = ext2fs_get_next_inode_full(scan, &ino,
						  (struct ext2_inode *)&inode,
						  sizeof(inode));
		if (code)
			err = verify_damage(verify, "inode %u: %s", ino,
					    error_message(code));
		else if (ino == 0)
			break;
		else
			err = check_inode(verify, ino, &inode);
	}
	ext2fs_close_inode_scan(scan);
	return err;
}
