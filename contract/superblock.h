/* SPDX-License-Identifier: MIT */
/* superblock: the few facts of an ext4 superblock that decide how a disk is
 * used, from 1024 bytes at offset 1024 of the disk.
 * Source: Linux fs/ext4/ext4.h, struct ext4_super_block. */
#ifndef GVA_CONTRACT_SUPERBLOCK_H
#define GVA_CONTRACT_SUPERBLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SUPERBLOCK_OFFSET = 1024,
	SUPERBLOCK_SIZE = 1024,
	SUPERBLOCK_LABEL_MAX = 16,
	SUPERBLOCK_LAST_MOUNTED_MAX = 64,
};

struct superblock {
	char label[SUPERBLOCK_LABEL_MAX + 1];
	/* Where a kernel mounted it to write; in an image that none has written
	 * to, the name of the job that it was packed from. */
	char last_mounted[SUPERBLOCK_LAST_MOUNTED_MAX + 1];
	unsigned char uuid[16];
	uint64_t bytes; /* of the file system: block count by block size */
	uint32_t block_size;
	bool has_journal;
	bool needs_recovery;
	bool has_errors; /* the kernel or e2fsck found damage */
	/* Without a journal: it was written to, and never unmounted. */
	bool not_closed;
};

/* superblock_parse: -EINVAL when the bytes are no ext2/3/4 superblock. */
int superblock_parse(const unsigned char bytes[SUPERBLOCK_SIZE],
		     struct superblock *ret);

#endif
