/* SPDX-License-Identifier: MIT */
/* lie_text: lies in what the guest writes as text: records, status block.
 * Mended: sealed anew with a digest of its own, so that what it says must be
 * belied by the rest. */
#include <string.h>

#include "contract/record.h"
#include "contract/status.h"
#include "tests/fuzz/images/images.h"

static void turn_bit(struct mutation *mutation, char *bytes, size_t length)
{
	size_t bit = mutate_random(mutation, 8 * length);

	bytes[bit / 8] = (char)(bytes[bit / 8] ^ 1 << bit % 8);
	mutate_say(mutation, " bit %zu", bit);
}

/* What is written again has the length that the inode says. */
static bool seal_record(struct mutation *mutation, char *bytes, size_t length)
{
	struct record record;
	char sealed[RECORD_SIZE_MAX];

	if (record_decode(bytes, length, &record) < 0)
		return false;
	switch (mutate_random(mutation, 4)) {
	case 0:
		record.sequence = record.sequence % 9 + 1;
		break;
	case 1:
		record.outcome.number = (record.outcome.number + 1) % 10;
		break;
	case 2:
		record.output.kept = record.output.kept % 9 + 1;
		record.output.written = record.output.kept;
		break;
	default:
		record.script[0] = (char)(record.script[0] ^ 1);
		break;
	}
	if (record_encode(&record, sealed) != length)
		return false;
	memcpy(bytes, sealed, length);
	mutate_say(mutation, " sealed anew");
	return true;
}

void lie_record(struct mutation *mutation, const struct target *target,
		bool mend)
{
	struct ext2_inode inode;
	char bytes[BLOCK];

	mutate_read(mutation, target->block * BLOCK, bytes, sizeof(bytes));
	MUST(ext2fs_read_inode(mutation->base->fs, target->ino, &inode) == 0);
	mutate_say(mutation, "text of inode %u:", target->ino);
	if (memcmp(bytes, "gva-record 1\n", 13) != 0)
		mutation->excuses |= EXCUSE_DATA; /* a script's own */
	if (!mend || !seal_record(mutation, bytes, inode.i_size))
		turn_bit(mutation, bytes, inode.i_size);
	mutate_write(mutation, target->block * BLOCK, bytes, sizeof(bytes));
}

void lie_status(struct mutation *mutation, const struct target *target,
		bool mend)
{
	struct status status;
	char bytes[BLOCK];

	mutate_read(mutation, target->block * BLOCK, bytes, sizeof(bytes));
	mutate_say(mutation, "status block:");
	if (!mend || status_decode(bytes, &status) < 0) {
		turn_bit(mutation, bytes, 512);
	} else {
		switch (mutate_random(mutation, 3)) {
		case 0:
			status.scripts ^= 1;
			break;
		case 1:
			status.failed++;
			break;
		default:
			status.state = STATE_RUNNING;
			break;
		}
		status_encode(&status, bytes);
		mutate_say(mutation, " sealed anew");
	}
	mutate_write(mutation, target->block * BLOCK, bytes, sizeof(bytes));
}
