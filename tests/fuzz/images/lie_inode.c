/* SPDX-License-Identifier: MIT */
/* lie_inode: lies about inodes and the trees of their blocks. */
#include <stddef.h>
#include <string.h>

#include "tests/fuzz/images/images.h"

struct field {
	unsigned char at, size;
	const char *name;
	int excuses;
};

/* Those of an extent may say that written bytes are a hole, or lie elsewhere
 * in the file. */
static const struct field fields[] = {
	{ 0, 2, "mode", EXCUSE_MODE }, { 2, 2, "uid", 0 },
	{ 4, 4, "size", EXCUSE_SIZE | EXCUSE_DATA },
	{ 16, 4, "mtime", EXCUSE_TIME }, { 20, 4, "dtime", 0 },
	{ 26, 2, "links", 0 }, { 28, 4, "blocks", 0 }, { 32, 4, "flags", 0 },
	{ 40, 2, "magic of extents", 0 }, { 42, 2, "count of extents", 0 },
	{ 44, 2, "room for extents", 0 }, { 46, 2, "depth of extents", 0 },
	{ 52, 4, "extent's place", EXCUSE_DATA },
	{ 56, 2, "extent's length", EXCUSE_DATA },
	{ 58, 2, "extent's block, high", 0 }, { 60, 4, "extent's block", 0 },
	{ 64, 4, "second extent's place", EXCUSE_DATA },
	{ 68, 2, "second extent's length", EXCUSE_DATA },
	{ 72, 4, "second extent's block", 0 },
	{ 100, 4, "generation", 0 }, { 104, 4, "attributes", 0 },
	{ 108, 4, "size, high", EXCUSE_SIZE | EXCUSE_DATA },
	{ 116, 2, "blocks, high", 0 }, { 118, 2, "attributes, high", 0 },
	{ 128, 2, "extra size", EXCUSE_TIME },
	{ 136, 4, "mtime, extra", EXCUSE_TIME },
};

static uint64_t place_of(const struct base *base, ext2_ino_t ino)
{
	uint32_t per_group = base->fs->super->s_inodes_per_group;
	uint64_t table = ext2fs_inode_table_loc(base->fs,
						(ino - 1) / per_group);

	return table * BLOCK + (uint64_t)((ino - 1) % per_group) * INODE;
}

static void change_field(struct mutation *mutation, unsigned char *bytes)
{
	const struct field *field =
		&fields[mutate_random(mutation,
				      sizeof(fields) / sizeof(fields[0]))];

	mutation->excuses |= field->excuses;
	mutate_number(mutation, bytes + field->at, field->size, field->name);
}

/* All of another one.  Of two that have no blocks, that is not seen. */
static void become_another(struct mutation *mutation, unsigned char *bytes)
{
	const struct target *other = mutate_pick(mutation, KIND_INODE);
	static const unsigned char none[4];

	if (memcmp(bytes + 28, none, sizeof(none)) == 0)
		mutation->excuses |= EXCUSE_MODE | EXCUSE_TIME | EXCUSE_SIZE |
				     EXCUSE_DATA;
	mutate_read(mutation, place_of(mutation->base, other->ino), bytes,
		    INODE);
	mutate_say(mutation, " becomes inode %u", other->ino);
}

void lie_inode(struct mutation *mutation, const struct target *target,
	       bool mend)
{
	uint64_t at = place_of(mutation->base, target->ino);
	_Alignas(8) unsigned char bytes[INODE];

	mutate_read(mutation, at, bytes, sizeof(bytes));
	mutate_say(mutation, "inode %u:", target->ino);
	switch (mutate_random(mutation, 16)) {
	case 0:
		memset(bytes, 0, sizeof(bytes));
		mutate_say(mutation, " cleared");
		break;
	case 1:
		become_another(mutation, bytes);
		break;
	case 2:
		bytes[1] = (unsigned char)((bytes[1] & 0x0f) |
					   mutate_random(mutation, 16) << 4);
		mutate_say(mutation, " is of kind %x", bytes[1] >> 4);
		break;
	case 3: /* all that it says of its blocks agrees: there are none */
		memset(bytes + 28, 0, 4);
		memset(bytes + 42, 0, 2);
		memset(bytes + 4, 0, 4);
		mutate_say(mutation, " empty");
		break;
	default:
		change_field(mutation, bytes);
		break;
	}
	if (mend)
		(void)ext2fs_inode_csum_set(mutation->base->fs, target->ino,
					    (void *)bytes);
	mutate_write(mutation, at, bytes, sizeof(bytes));
}

/* A block of an extent tree: its head, or one of its entries. */
void lie_tree(struct mutation *mutation, const struct target *target,
	      bool mend)
{
	/* libext2fs computes its checksum over as many entries as it claims
	 * to have room for, before anybody looks at that number. */
	static _Alignas(8) unsigned char bytes[2 * BLOCK + 12 * UINT16_MAX];
	unsigned entries;
	size_t at;

	mutate_read(mutation, target->block * BLOCK, bytes, BLOCK);
	mutate_say(mutation, "tree of inode %u, block %llu:", target->ino,
		   (unsigned long long)target->block);
	entries = bytes[2] | (unsigned)bytes[3] << 8;
	if (entries == 0 || entries > 340 ||
	    mutate_random(mutation, 3) == 0) {
		at = 2 * mutate_random(mutation, 4);
		mutate_number(mutation, bytes + at, 2, "head");
	} else {
		at = 12 + 12 * mutate_random(mutation, entries) +
		     4 * mutate_random(mutation, 3);
		mutate_say(mutation, " entry %zu,", at / 12 - 1);
		mutate_number(mutation, bytes + at, 4, "part");
		/* Its place in the file, or that it was never written. */
		mutation->excuses |= EXCUSE_DATA;
	}
	if (mend)
		(void)ext2fs_extent_block_csum_set(mutation->base->fs,
						   target->ino,
						   (void *)bytes);
	mutate_write(mutation, target->block * BLOCK, bytes, BLOCK);
}
