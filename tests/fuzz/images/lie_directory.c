/* SPDX-License-Identifier: MIT */
/* lie_directory: lies about the entries of directories. */
#include <string.h>

#include "tests/fuzz/images/images.h"

enum { HEAD = 8, ENTRIES_MAX = BLOCK / HEAD };

struct entries {
	unsigned char *bytes;
	size_t count;
	size_t at[ENTRIES_MAX]; /* of those in use */
	size_t before[ENTRIES_MAX]; /* each: where the one before it begins */
};

static size_t size_of(const unsigned char *entry)
{
	return entry[4] | (size_t)entry[5] << 8;
}

static void find(struct entries *entries, unsigned char *bytes)
{
	size_t before = 0;

	entries->bytes = bytes;
	entries->count = 0;
	for (size_t at = 0; at + HEAD <= BLOCK;) {
		size_t size = size_of(bytes + at);
		uint32_t ino;

		memcpy(&ino, bytes + at, sizeof(ino));
		if (size < HEAD || size > BLOCK - at)
			return;
		if (ino != 0) {
			entries->before[entries->count] = before;
			entries->at[entries->count++] = at;
		}
		before = at;
		at += size;
	}
}

/* The entry before it takes its room, as when a name is removed. */
static void remove_entry(struct mutation *mutation, struct entries *entries,
			 size_t index)
{
	size_t at = entries->at[index], before = entries->before[index];
	size_t size = size_of(entries->bytes + at);

	mutate_say(mutation, " gone");
	if (before == at) {
		memset(entries->bytes + at, 0, 4);
		return;
	}
	size += size_of(entries->bytes + before);
	entries->bytes[before + 4] = (unsigned char)size;
	entries->bytes[before + 5] = (unsigned char)(size >> 8);
}

static void change_entry(struct mutation *mutation, struct entries *entries)
{
	size_t index = mutate_random(mutation, entries->count);
	unsigned char *entry = entries->bytes + entries->at[index];

	mutate_say(mutation, " \"%.*s\"", entry[6],
		   (const char *)entry + HEAD);
	switch (mutate_random(mutation, 8)) {
	case 0: case 1:
		remove_entry(mutation, entries, index);
		break;
	case 2: case 3:
		mutate_number(mutation, entry, 4, "inode");
		break;
	case 4:
		mutate_number(mutation, entry + 4, 2, "room");
		break;
	case 5:
		mutate_number(mutation, entry + 7, 1, "type");
		break;
	case 6:
		mutation->excuses |= EXCUSE_NAME;
		mutate_number(mutation, entry + 6, 1, "length");
		break;
	default:
		mutation->excuses |= EXCUSE_NAME;
		if (entry[6] > 0)
			mutate_number(mutation, entry + HEAD +
				      mutate_random(mutation, entry[6]), 1,
				      "letter");
		break;
	}
}

/* The whole block: gone, or another directory's or another one's of it. */
static bool change_block(struct mutation *mutation, unsigned char *bytes)
{
	const struct target *other;

	switch (mutate_random(mutation, 12)) {
	case 0:
		memset(bytes, 0, BLOCK);
		mutate_say(mutation, " cleared");
		return true;
	case 1: /* one entry that is not in use */
		memset(bytes, 0, BLOCK);
		bytes[4] = (BLOCK - 12) & 0xff;
		bytes[5] = (BLOCK - 12) >> 8;
		bytes[BLOCK - 8] = 12;
		bytes[BLOCK - 5] = 0xde;
		mutate_say(mutation, " emptied");
		return true;
	case 2: case 3:
		other = mutate_pick(mutation, KIND_DIRECTORY);
		mutate_read(mutation, other->block * BLOCK, bytes, BLOCK);
		mutate_say(mutation, " becomes block %llu",
			   (unsigned long long)other->block);
		return true;
	default:
		return false;
	}
}

void lie_directory(struct mutation *mutation, const struct target *target,
		   bool mend)
{
	_Alignas(8) unsigned char bytes[BLOCK];
	struct entries entries;

	mutate_read(mutation, target->block * BLOCK, bytes, sizeof(bytes));
	mutate_say(mutation, "directory %u, block %llu:", target->ino,
		   (unsigned long long)target->block);
	if (!change_block(mutation, bytes)) {
		find(&entries, bytes);
		if (entries.count > 0)
			change_entry(mutation, &entries);
		else /* an index */
			mutate_number(mutation, bytes + 8 +
				      4 * mutate_random(mutation, 64), 4,
				      "index");
	}
	if (mend)
		(void)ext2fs_dir_block_csum_set(mutation->base->fs,
						target->ino, (void *)bytes);
	mutate_write(mutation, target->block * BLOCK, bytes, sizeof(bytes));
}
