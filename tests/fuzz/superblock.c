/* SPDX-License-Identifier: MIT */
/* A superblock. */
#include <string.h>

#include "contract/superblock.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	unsigned char block[SUPERBLOCK_SIZE] = { 0 };
	struct superblock superblock;

	memcpy(block, bytes, length < sizeof(block) ? length : sizeof(block));
	if (superblock_parse(block, &superblock) < 0)
		return 0;
	MUST(superblock.bytes >= superblock.block_size);
	MUST(superblock.bytes % superblock.block_size == 0);
	MUST(memchr(superblock.label, 0, sizeof(superblock.label)));
	return 0;
}
