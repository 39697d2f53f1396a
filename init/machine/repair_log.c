/* SPDX-License-Identifier: MIT */
#include "init/machine/repair_log.h"

static const char tail[] = "</problem_log>";
static const char problem[] = "<problem code=\"0x";

enum {
	CODE_DIGITS = 6,
	PASS_5 = 0x05, /* bitmaps, and counts of what is free */
};

/* Of that pass: what is marked as in use, and nothing has it.  What had it may
 * be gone. */
static const uint32_t lost[] = {
	0x050004, 0x050014, /* a block, a range of them */
	0x050008, 0x050016, /* an inode, a range of them */
};

/* Of the other passes; all that is not here may have cost something.  Not
 * here, though they are counts: blocks of an inode and links of an inode,
 * which are wrong when blocks or names of it are lost. */
static const uint32_t harmless[] = {
	0x000004, /* no superblock: e2fsck ends there, unless it finds a copy */
	0x000018, /* the journal has data, the superblock does not say so */
	0x000020, /* a file that was removed while it was open: it goes */
	0x00002b, 0x00002c, /* such a journal is replayed */
	0x00002d, /* where the journal lies is noted in the superblock */
	0x000031, 0x000032, 0x00003c, 0x00003d, /* times in the future */
	0x000034, /* the kind of hashes of folders */
	0x000035, 0x00003e, /* checksum of a group: all of it is looked at */
	0x000036, 0x000038, 0x000039, /* what of a group was never used */
	0x00003f, 0x000040, /* counts of the superblock */
	0x000044, /* the superblock is gone, a copy of it is used */
	0x020046, 0x020047, /* more inodes of a group are in use than it says */
	0x060003, /* checksums of groups */
};

static bool is_harmless(uint32_t code)
{
	for (size_t i = 0; i < sizeof(lost) / sizeof(lost[0]); i++)
		if (lost[i] == code)
			return false;
	if (code >> 16 == PASS_5)
		return true;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (harmless[i] == code)
			return true;
	return false;
}

/* Whether `text` ends with this byte; its first one stands in it once. */
static bool seen(const char *text, size_t *at, char byte)
{
	*at = byte == text[*at] ? *at + 1 : byte == text[0];
	if (text[*at])
		return false;
	*at = 0;
	return true;
}

static void take_digit(struct repair_log *log, char byte)
{
	uint32_t digit = byte >= '0' && byte <= '9' ? (uint32_t)(byte - '0') :
			 byte >= 'a' && byte <= 'f' ?
			 (uint32_t)(byte - 'a' + 10) : UINT32_MAX;

	/* What is no number is no code that is known. */
	log->code = digit == UINT32_MAX ? digit : log->code << 4 | digit;
	log->digits--;
	if (log->digits > 0 || is_harmless(log->code) || log->took)
		return;
	log->took = true;
	log->first = log->code;
}

void repair_log_take(struct repair_log *log, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (log->digits > 0)
			take_digit(log, bytes[i]);
		log->whole |= seen(tail, &log->tail, bytes[i]);
		if (seen(problem, &log->problem, bytes[i])) {
			log->digits = CODE_DIGITS;
			log->code = 0;
		}
	}
}

bool repair_log_harmless(const struct repair_log *log)
{
	return log->whole && log->digits == 0 && !log->took;
}
