/* SPDX-License-Identifier: MIT */
/* mutate: one to three lies in an image; all of it follows from a seed. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/fuzz/images/images.h"

static void (*const lies[KIND_COUNT])(struct mutation *mutation,
				      const struct target *target,
				      bool mend) = {
	[KIND_SUPER] = lie_super, [KIND_GROUP] = lie_group,
	[KIND_BLOCK_MAP] = lie_map, [KIND_INODE_MAP] = lie_map,
	[KIND_INODE] = lie_inode, [KIND_DIRECTORY] = lie_directory,
	[KIND_TREE] = lie_tree, [KIND_RECORD] = lie_record,
	[KIND_STATUS] = lie_status, [KIND_RAW] = lie_raw,
};

/* How often each is chosen. */
static const unsigned char weights[KIND_COUNT] = {
	[KIND_SUPER] = 6, [KIND_GROUP] = 10, [KIND_BLOCK_MAP] = 4,
	[KIND_INODE_MAP] = 4, [KIND_INODE] = 36, [KIND_DIRECTORY] = 36,
	[KIND_TREE] = 8, [KIND_RECORD] = 6, [KIND_STATUS] = 4,
	[KIND_RAW] = 14,
};

/* splitmix64 */
uint64_t mutate_random(struct mutation *mutation, uint64_t below)
{
	uint64_t z = mutation->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % below;
}

void mutate_say(struct mutation *mutation, const char *format, ...)
{
	char line[256];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	text_put(&mutation->said, line);
}

void mutate_read(const struct mutation *mutation, uint64_t at, void *bytes,
		 size_t length)
{
	MUST(pread(mutation->fd, bytes, length, (off_t)at) ==
	     (ssize_t)length);
}

void mutate_write(struct mutation *mutation, uint64_t at, const void *bytes,
		  size_t length)
{
	struct patch *patch = &mutation->patches[mutation->count];

	MUST(mutation->count < PATCHES_MAX && length <= BLOCK);
	patch->at = at;
	patch->length = length;
	mutate_read(mutation, at, patch->before, length);
	MUST(pwrite(mutation->fd, bytes, length, (off_t)at) ==
	     (ssize_t)length);
	mutation->count++;
}

void mutate_back(struct mutation *mutation)
{
	while (mutation->count > 0) {
		const struct patch *patch =
			&mutation->patches[--mutation->count];

		MUST(pwrite(mutation->fd, patch->before, patch->length,
			    (off_t)patch->at) == (ssize_t)patch->length);
	}
}

static uint32_t lie_about(struct mutation *mutation, uint32_t number,
			  unsigned bits)
{
	const struct base *base = mutation->base;
	const struct target *other;

	switch (mutate_random(mutation, 10)) {
	case 0: case 1: case 2:
		return number ^ UINT32_C(1) << mutate_random(mutation, bits);
	case 3:
		return number + 1;
	case 4:
		return number - 1;
	case 5:
		return 0;
	case 6:
		return UINT32_MAX;
	case 7:
		return base->inodes[mutate_random(mutation,
						  base->inode_count)];
	case 8:
		other = &base->targets[mutate_random(mutation, base->count)];
		return (uint32_t)other->block;
	default:
		return (uint32_t)mutate_random(mutation, UINT32_MAX);
	}
}

void mutate_number(struct mutation *mutation, unsigned char *at, size_t size,
		   const char *name)
{
	uint32_t before = 0, after;

	for (size_t i = 0; i < size; i++)
		before |= (uint32_t)at[i] << 8 * i;
	do {
		after = lie_about(mutation, before, (unsigned)(8 * size));
		if (size < 4)
			after &= (UINT32_C(1) << 8 * size) - 1;
	} while (after == before);
	for (size_t i = 0; i < size; i++)
		at[i] = (unsigned char)(after >> 8 * i);
	mutate_say(mutation, " %s 0x%x -> 0x%x", name, before, after);
}

const struct target *mutate_pick(struct mutation *mutation, enum kind kind)
{
	const struct base *base = mutation->base;
	size_t count = base->first[kind + 1] - base->first[kind];

	return count == 0 ? NULL :
	       &base->targets[base->first[kind] +
			      mutate_random(mutation, count)];
}

static enum kind pick_kind(struct mutation *mutation)
{
	unsigned sum = 0, at;
	int kind = 0;

	for (int i = 0; i < KIND_COUNT; i++)
		sum += weights[i];
	at = (unsigned)mutate_random(mutation, sum);
	while (at >= weights[kind])
		at -= weights[kind++];
	return (enum kind)kind;
}

void mutate(struct mutation *mutation, const struct base *base, int fd,
	    uint64_t seed)
{
	uint64_t lies_left;

	mutation->base = base;
	mutation->fd = fd;
	mutation->random = seed * UINT64_C(0xd1342543de82ef95) + 1;
	mutation->excuses = 0;
	mutation->count = 0;
	text_init(&mutation->said, mutation->said_bytes, SAID_SIZE);
	lies_left = mutate_random(mutation, 4) ? 1 :
		    1 + mutate_random(mutation, 3);
	while (lies_left > 0) {
		const struct target *target =
			mutate_pick(mutation, pick_kind(mutation));
		int excuses = mutation->excuses;
		bool mend = mutate_random(mutation, 8) > 0;

		if (!target)
			continue;
		lies[target->kind](mutation, target, mend);
		if (!mend) { /* its checksum tells; data has none */
			mutation->excuses = excuses | (mutation->excuses &
				(target->kind == KIND_RECORD ? EXCUSE_DATA :
				 0));
			mutate_say(mutation, ", checksum not mended");
		}
		mutate_say(mutation, "; ");
		lies_left--;
	}
}
