/* SPDX-License-Identifier: MIT */
#include "contract/superblock.h"

#include <errno.h>
#include <string.h>

/* Byte offsets and bits: Linux fs/ext4/ext4.h. */
enum {
	AT_BLOCKS_LOW = 4,
	AT_LOG_BLOCK_SIZE = 24,
	AT_MAGIC = 56,
	AT_STATE = 58,
	AT_COMPAT = 92,
	AT_INCOMPAT = 96,
	AT_UUID = 104,
	AT_LABEL = 120,
	AT_LAST_MOUNTED = 136,
	AT_BLOCKS_HIGH = 336,
	MAGIC = 0xef53,
	STATE_VALID = 1,
	STATE_ERRORS = 2,
	COMPAT_JOURNAL = 4,
	INCOMPAT_RECOVER = 4,
	INCOMPAT_64BIT = 0x80,
	LOG_BLOCK_SIZE_MAX = 6, /* 64 KiB */
};

static uint32_t little32(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static unsigned little16(const unsigned char *at)
{
	return at[0] | (unsigned)at[1] << 8;
}

int superblock_parse(const unsigned char bytes[SUPERBLOCK_SIZE],
		     struct superblock *ret)
{
	uint32_t log_size = little32(bytes + AT_LOG_BLOCK_SIZE);
	uint32_t incompat = little32(bytes + AT_INCOMPAT);
	uint64_t blocks = little32(bytes + AT_BLOCKS_LOW);

	if (little16(bytes + AT_MAGIC) != MAGIC ||
	    log_size > LOG_BLOCK_SIZE_MAX)
		return -EINVAL;
	if (incompat & INCOMPAT_64BIT)
		blocks |= (uint64_t)little32(bytes + AT_BLOCKS_HIGH) << 32;
	if (blocks == 0 || blocks > UINT64_MAX >> (10 + log_size + 1))
		return -EINVAL;

	memset(ret, 0, sizeof(*ret));
	memcpy(ret->label, bytes + AT_LABEL, SUPERBLOCK_LABEL_MAX);
	memcpy(ret->last_mounted, bytes + AT_LAST_MOUNTED,
	       SUPERBLOCK_LAST_MOUNTED_MAX);
	memcpy(ret->uuid, bytes + AT_UUID, sizeof(ret->uuid));
	ret->block_size = UINT32_C(1024) << log_size;
	ret->bytes = blocks * ret->block_size;
	ret->has_journal = little32(bytes + AT_COMPAT) & COMPAT_JOURNAL;
	ret->needs_recovery = incompat & INCOMPAT_RECOVER;
	ret->has_errors = little16(bytes + AT_STATE) & STATE_ERRORS;
	ret->not_closed = !ret->has_journal &&
			  !(little16(bytes + AT_STATE) & STATE_VALID);
	return 0;
}
