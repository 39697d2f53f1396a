/* SPDX-License-Identifier: MIT */
/* The ring in which a stream's end is kept, held against the whole stream. */
#include <stdlib.h>

#include "init/process/tail.h"
#include "tests/unit/test.h"

enum { STREAM = 3000 };

static char stream[STREAM];
static struct tail tail;

/* What comes back as the newest `length` of the first `end` bytes. */
static bool gives_back(size_t end, size_t length)
{
	struct span parts[2];

	tail_newest(&tail, length, parts);
	return parts[0].length + parts[1].length == length &&
	       memcmp(parts[0].bytes, stream + end - length,
		      parts[0].length) == 0 &&
	       memcmp(parts[1].bytes, stream + end - parts[1].length,
		      parts[1].length) == 0;
}

/* All that it has to have by now, in any length. */
static bool gives_back_all(size_t end)
{
	size_t most = end < tail.max ? end : tail.max;

	for (size_t length = 0; length <= most; length++)
		if (!gives_back(end, length))
			return false;
	return true;
}

static void the_newest_come_back_whatever_the_pieces(void)
{
	for (size_t max = 1; max <= 40; max += 3)
		for (size_t piece = 1; piece <= 2 * max + 1; piece++) {
			bool good = true;

			tail_start(&tail, max);
			for (size_t at = 0; at + piece <= 200; at += piece) {
				tail_keep(&tail, stream + at, piece);
				good &= gives_back_all(at + piece);
			}
			CHECK(good);
		}
}

static void a_full_ring_wraps_anywhere(void)
{
	size_t at = 0;

	tail_start(&tail, 1000);
	for (size_t piece = 1; at + piece <= STREAM; piece = piece * 2 + 1) {
		tail_keep(&tail, stream + at, piece);
		at += piece;
		CHECK(gives_back_all(at));
	}
}

static void an_empty_ring_keeps_nothing(void)
{
	struct span parts[2];

	tail_start(&tail, 0);
	tail_keep(&tail, stream, STREAM);
	tail_newest(&tail, 0, parts);
	CHECK(parts[0].length == 0 && parts[1].length == 0);
}

int main(void)
{
	srand(1);
	for (size_t i = 0; i < STREAM; i++)
		stream[i] = (char)rand();
	the_newest_come_back_whatever_the_pieces();
	a_full_ring_wraps_anywhere();
	an_empty_ring_keeps_nothing();
	return test_end();
}
