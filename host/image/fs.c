/* SPDX-License-Identifier: MIT */
#include "host/image/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "contract/digest.h"
#include "contract/role.h"
#include "contract/tree.h"
#include "host/base/reason.h"
#include "host/image/node.h"

enum {
	FD_NAME_SIZE = 16,
	LOG_BLOCK = 2, /* 1024 << 2 */
	INODES_OF_BLOCK = IMAGE_BLOCK / IMAGE_INODE,
	DESCRIPTOR_SIZE = 64,
	GROUPS_OF_BLOCK = IMAGE_BLOCK / DESCRIPTOR_SIZE,
	LOG_GROUPS_PER_FLEX = 4,
	/* Copies of superblock and descriptors (sparse_super): groups 0, 1
	 * and the powers of 3, 5 and 7; so many at most below 2^20 groups. */
	COPIES_MAX = 30,
	/* libext2fs cuts off a last group with fewer free blocks than 50. */
	LAST_GROUP_FREE = 64,
	JOURNAL_BLOCKS = 4096,       /* 16 MiB */
	JOURNAL_BLOCKS_SMALL = 1024, /* JBD2_MIN_JOURNAL_BLOCKS */
	JOURNAL_SMALL_BELOW = 65536, /* blocks of a file system: 256 MiB */
};

int image_fs_explain(struct text *why, errcode_t code, const char *verb,
		     const char *object)
{
	int err = -EIO;

	initialize_ext2_error_table();
	if (code == EXT2_ET_BLOCK_ALLOC_FAIL ||
	    code == EXT2_ET_INODE_ALLOC_FAIL)
		err = -ENOSPC;
	else if (code > 0 && code < 4096)
		err = -(int)code;
	return explain(why, err, "%s %s: %s", verb, object,
		       error_message(code));
}

uint64_t image_fs_blocks(uint64_t content, uint32_t inodes)
{
	uint64_t blocks = content;

	/* Tables need groups and groups need tables: this settles at once,
	 * as tables are a small part of a group. */
	for (int i = 0; i < 8; i++) {
		uint64_t groups = blocks / IMAGE_GROUP_BLOCKS + 1;
		uint64_t descriptors = 1 + groups / GROUPS_OF_BLOCK + 1;
		uint64_t copies = groups < COPIES_MAX ? groups : COPIES_MAX;
		uint64_t table = inodes / INODES_OF_BLOCK / groups + 1;
		uint64_t last = 2 + table + descriptors + LAST_GROUP_FREE;
		uint64_t rest;

		blocks = content + groups * (2 + table) +
			 copies * descriptors;
		rest = blocks % IMAGE_GROUP_BLOCKS;
		if (rest > 0 && rest < last)
			blocks += last - rest;
	}
	return blocks;
}

static void set_features(struct ext2_super_block *super, bool journal)
{
	ext2fs_set_feature_xattr(super);
	ext2fs_set_feature_dir_index(super);
	ext2fs_set_feature_filetype(super);
	ext2fs_set_feature_extents(super);
	ext2fs_set_feature_64bit(super);
	ext2fs_set_feature_flex_bg(super);
	ext2fs_set_feature_sparse_super(super);
	ext2fs_set_feature_large_file(super);
	ext2fs_set_feature_huge_file(super);
	ext2fs_set_feature_dir_nlink(super);
	ext2fs_set_feature_extra_isize(super);
	ext2fs_set_feature_metadata_csum(super);
	ext2fs_set_feature_csum_seed(super);
	if (journal)
		ext2fs_set_feature_journal(super);
}

/* The identity follows from the label, so that the bytes of an image follow
 * from its contents.  One of app or data gets its own at last, see
 * image_identity.h; the checksums' seed stays. */
static void set_identity(ext2_filsys fs, int roles, const char *job)
{
	unsigned char digest[DIGEST_SIZE];
	char label[ROLE_NAME_MAX + 1];
	struct ext2_super_block *super = fs->super;

	role_format(roles, label);
	digest_of(label, strlen(label), digest);
	digest[6] = (digest[6] & 0x0f) | 0x80; /* UUID version 8: custom */
	digest[8] = (digest[8] & 0x3f) | 0x80;
	memcpy(super->s_volume_name, label, strlen(label));
	if (job) /* 64 bytes at most; its place needs no NUL */
		memcpy(super->s_last_mounted, job,
		       strnlen(job, sizeof(super->s_last_mounted)));
	memcpy(super->s_uuid, digest, sizeof(super->s_uuid));
	memcpy(&super->s_checksum_seed, digest, sizeof(super->s_checksum_seed));
	memcpy(super->s_hash_seed, digest + 16, sizeof(super->s_hash_seed));
	super->s_def_hash_version = EXT2_HASH_HALF_MD4;
	super->s_flags &= ~(uint32_t)EXT2_FLAGS_SIGNED_HASH; /* x86's */
	super->s_flags |= EXT2_FLAGS_UNSIGNED_HASH;
	super->s_checksum_type = EXT2_CRC32C_CHKSUM;
	super->s_max_mnt_count = -1;
	super->s_checkinterval = 0;
	super->s_mkfs_time = super->s_wtime = super->s_lastcheck =
		(uint32_t)fs->now;
	ext2fs_init_csum_seed(fs);
}

/* The inode tables are zeros, as the file is: said to the kernel, so that it
 * starts no thread that zeroes them. */
static void mark_tables_zeroed(ext2_filsys fs)
{
	for (dgrp_t group = 0; group < fs->group_desc_count; group++) {
		ext2fs_bg_flags_set(fs, group, EXT2_BG_INODE_ZEROED);
		ext2fs_group_desc_csum_set(fs, group);
	}
}

/* Each is written, empty, for its checksum: the kernel reads some of them when
 * it is asked to (EXT4_IOC_SWAP_BOOT: inode 5), and a wrong checksum ends the
 * file system. */
static errcode_t add_reserved(ext2_filsys fs)
{
	_Alignas(struct ext2_inode_large) char empty[IMAGE_INODE] = { 0 };
	struct ext2_inode *inode = (struct ext2_inode *)(void *)empty;
	errcode_t code = 0;

	for (ext2_ino_t ino = EXT2_BAD_INO;
	     ino < EXT2_FIRST_INODE(fs->super) && !code; ino++) {
		if (ino == EXT2_ROOT_INO)
			continue;
		ext2fs_inode_alloc_stats2(fs, ino, 1, 0);
		code = ext2fs_write_inode_full(fs, ino, inode, IMAGE_INODE);
	}
	return code ? code : ext2fs_update_bb_inode(fs, NULL);
}

static errcode_t add_root(ext2_filsys fs)
{
	struct image_node node = {
		EXT2_ROOT_INO, TREE_LOST_FOUND,
		&(struct stat){ .st_mode = 0700, .st_mtime = fs->now }, NULL
	};
	ext2_ino_t ino;
	errcode_t code;

	code = ext2fs_mkdir(fs, EXT2_ROOT_INO, EXT2_ROOT_INO, NULL);
	if (!code)
		code = image_node_set_meta(fs, EXT2_ROOT_INO, &(struct stat){
			.st_mode = 0755, .st_mtime = fs->now });
	if (!code)
		code = add_reserved(fs);
	return code ? code : image_node_add_directory(fs, &node, &ino);
}

static errcode_t add_journal(ext2_filsys fs)
{
	uint32_t blocks = ext2fs_blocks_count(fs->super) <
			  JOURNAL_SMALL_BELOW ?
			  JOURNAL_BLOCKS_SMALL : JOURNAL_BLOCKS;

	if (!ext2fs_has_feature_journal(fs->super))
		return 0;
	return ext2fs_add_journal_inode2(fs, blocks, ~(blk64_t)0,
					 EXT2_MKJOURNAL_LAZYINIT |
					 EXT2_MKJOURNAL_NO_MNT_CHECK);
}

/* A descriptor for libext2fs, which closes it, and its number, as
 * unixfd_io_manager wants it. */
static errcode_t give_descriptor(int fd, char ret_name[FD_NAME_SIZE])
{
	int own = fcntl(fd, F_DUPFD_CLOEXEC, 0);

	if (own < 0)
		return errno;
	(void)snprintf(ret_name, FD_NAME_SIZE, "%d", own);
	return 0;
}

errcode_t image_fs_open(int fd, ext2_filsys *ret_fs)
{
	char name[FD_NAME_SIZE];
	errcode_t code = give_descriptor(fd, name);

	return code ? code :
	       ext2fs_open(name, EXT2_FLAG_RW | EXT2_FLAG_64BITS, 0, 0,
			   unixfd_io_manager, ret_fs);
}

errcode_t image_fs_make(int fd, const struct image_shape *shape,
			ext2_filsys *ret_fs)
{
	struct ext2_super_block wanted = {
		.s_rev_level = EXT2_DYNAMIC_REV,
		.s_log_block_size = LOG_BLOCK,
		.s_log_cluster_size = LOG_BLOCK,
		.s_inodes_count = shape->inodes,
		.s_inode_size = IMAGE_INODE,
		.s_desc_size = DESCRIPTOR_SIZE,
		.s_min_extra_isize = 32,
		.s_want_extra_isize = 32,
		.s_log_groups_per_flex = LOG_GROUPS_PER_FLEX,
		.s_errors = EXT2_ERRORS_RO,
	};
	char name[FD_NAME_SIZE];
	ext2_filsys fs = NULL;
	errcode_t code = give_descriptor(fd, name);

	if (shape->roles == ROLE_OUT &&
	    shape->blocks < 2 * IMAGE_GROUP_BLOCKS)
		wanted.s_blocks_per_group = IMAGE_SMALL_GROUP_BLOCKS;
	set_features(&wanted, shape->roles & ROLE_OUT);
	ext2fs_blocks_count_set(&wanted, shape->blocks);
	if (!code)
		code = ext2fs_initialize(name, EXT2_FLAG_64BITS, &wanted,
					 unixfd_io_manager, &fs);
	if (code)
		return code;
	fs->now = shape->epoch;
	set_identity(fs, shape->roles, shape->job);
	code = ext2fs_allocate_tables(fs);
	if (!code) {
		mark_tables_zeroed(fs);
		code = add_root(fs);
	}
	if (!code)
		code = add_journal(fs);
	if (code) {
		ext2fs_free(fs); /* not written: the image is given up */
		return code;
	}
	*ret_fs = fs;
	return 0;
}
