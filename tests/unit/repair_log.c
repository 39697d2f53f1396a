/* SPDX-License-Identifier: MIT */
/* The logs are those of e2fsck 1.47.0, shortened. */
#include "init/machine/repair_log.c"
#include "tests/unit/test.h"

static const char counts[] = "<problem_log time=\"1\">\n"
	"<header code=\"0x010000\"/>\n"
	"<problem code=\"0x050003\" answer=\"1\" blk=\"1215\"/>\n"
	"<problem code=\"0x05000f\" answer=\"1\" fixed=\"1\"/>\n"
	"<problem code=\"0x00002c\" answer=\"1\" fixed=\"1\"/>\n"
	"</problem_log>\n";
static const char cleared[] = "<problem_log time=\"1\">\n"
	"<problem code=\"0x020003\" answer=\"1\" fixed=\"1\" ino=\"13\"/>\n"
	"<problem code=\"0x05000f\" answer=\"1\" fixed=\"1\"/>\n"
	"</problem_log>\n";

/* In pieces of each length, as they come out of a pipe. */
static bool harmless_log(const char *bytes, size_t length)
{
	bool first = false;

	for (size_t piece = 1; piece <= length; piece++) {
		struct repair_log log = { 0 };

		for (size_t at = 0; at < length; at += piece)
			repair_log_take(&log, bytes + at, length - at < piece ?
					length - at : piece);
		if (piece == 1)
			first = repair_log_harmless(&log);
		CHECK(repair_log_harmless(&log) == first);
	}
	return first;
}

static void one_code(uint32_t code, bool is_count)
{
	char bytes[96];
	int length = snprintf(bytes, sizeof(bytes), "<problem code=\"0x%06x\" "
			      "answer=\"1\"/>\n</problem_log>\n", code);
	struct repair_log log = { 0 };

	repair_log_take(&log, bytes, (size_t)length);
	CHECK(repair_log_harmless(&log) == is_count);
	CHECK(log.took == !is_count && log.first == (is_count ? 0 : code));
}

static void only_known_codes_are_harmless(void)
{
	one_code(0x050006, true); /* bitmap of blocks */
	one_code(0x050005, true); /* a block of a file, marked as free */
	one_code(0x050004, false); /* a block in use that no file has */
	one_code(0x050014, false); /* a range of such */
	one_code(0x050008, false); /* an inode in use that no name has */
	one_code(0x050016, false);
	one_code(0x000020, true); /* an inode that waited to be removed */
	one_code(0x00003a, false); /* a transaction of the journal is torn */
	one_code(0x01000c, false); /* size of an inode */
	one_code(0x01000d, false); /* its blocks: its extents may be gone */
	one_code(0x020003, false); /* a name of an inode that is not in use */
	one_code(0x040002, false); /* an inode without a name */
	one_code(0x040003, false); /* its links: a name may be gone */
	one_code(0x150006, false);
}

int main(void)
{
	CHECK(harmless_log(counts, sizeof(counts) - 1));
	CHECK(!harmless_log(cleared, sizeof(cleared) - 1));
	CHECK(!harmless_log("", 0));
	/* Cut off, as e2fsck was killed. */
	for (size_t length = 0; length < sizeof(counts) - 3; length++) {
		struct repair_log log = { 0 };

		repair_log_take(&log, counts, length);
		CHECK(!repair_log_harmless(&log));
	}
	only_known_codes_are_harmless();
	return test_end();
}
