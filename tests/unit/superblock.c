/* SPDX-License-Identifier: MIT */
/* The facts are checked against images of mke2fs in tests/host/; here are the
 * edges that no mke2fs makes. */
#include <errno.h>

#include "contract/superblock.h"
#include "tests/unit/test.h"

/* Bit 0 of the state: closed; bit 1: errors; of the features, 4: a journal. */
static void not_closed_counts_without_a_journal(void)
{
	unsigned char bytes[SUPERBLOCK_SIZE] = { [56] = 0x53, [57] = 0xef,
						 [5] = 1 };

	for (int i = 0; i < 8; i++) {
		bool journal = i & 4, closed = i & 1, errors = i & 2;
		struct superblock superblock;

		bytes[58] = (unsigned char)(i & 3);
		bytes[92] = (unsigned char)(i & 4);
		CHECK(superblock_parse(bytes, &superblock) == 0);
		CHECK(superblock.not_closed == (!journal && !closed));
		CHECK(superblock.has_errors == errors);
		CHECK(superblock.has_journal == journal);
	}
}

int main(void)
{
	unsigned char bytes[SUPERBLOCK_SIZE] = { 0 };
	struct superblock superblock;

	CHECK(superblock_parse(bytes, &superblock) == -EINVAL);
	bytes[56] = 0x53;
	bytes[57] = 0xef;
	CHECK(superblock_parse(bytes, &superblock) == -EINVAL); /* 0 blocks */
	bytes[5] = 1; /* 256 blocks */
	CHECK(superblock_parse(bytes, &superblock) == 0);
	CHECK(superblock.block_size == 1024 && superblock.bytes == 256 * 1024);
	CHECK(!superblock.has_journal && !superblock.needs_recovery);
	bytes[24] = 2;
	bytes[92] = 4;
	bytes[96] = 4;
	bytes[58] = 2;
	memset(bytes + 120, 'L', 16); /* not NUL-terminated on disk */
	CHECK(superblock_parse(bytes, &superblock) == 0);
	CHECK(superblock.block_size == 4096 && superblock.bytes == 1 << 20);
	CHECK(superblock.has_journal && superblock.needs_recovery &&
	      superblock.has_errors);
	CHECK_STR(superblock.label, "LLLLLLLLLLLLLLLL");
	memset(bytes + 136, 'M', 64); /* nor is this */
	CHECK(superblock_parse(bytes, &superblock) == 0);
	CHECK(strlen(superblock.last_mounted) == 64);
	bytes[24] = 7;
	CHECK(superblock_parse(bytes, &superblock) == -EINVAL);
	bytes[24] = 2;
	bytes[339] = 0xff; /* high half counts only with the 64bit feature */
	CHECK(superblock_parse(bytes, &superblock) == 0);
	CHECK(superblock.bytes == 1 << 20);
	bytes[339] = 0;
	bytes[336] = 3;
	bytes[96] = 0x80;
	CHECK(superblock_parse(bytes, &superblock) == 0);
	CHECK(superblock.bytes == (UINT64_C(3) << 44) + (1 << 20));
	bytes[339] = 0xff;
	CHECK(superblock_parse(bytes, &superblock) == -EINVAL);
	not_closed_counts_without_a_journal();
	return test_end();
}
