/* SPDX-License-Identifier: MIT */
#include "tests/crash/states.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/text.h"

enum { SECTOR = 512 };

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(uint64_t *random)
{
	uint64_t z = *random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* A number below `limit`; the bias is of no matter here. */
static size_t below(uint64_t *random, size_t limit)
{
	return (size_t)(draw(random) % limit);
}

struct state state_prefix(size_t cut)
{
	return (struct state){ .cut = cut, .durable = cut };
}

/* Up to and with the last flush of the first `cut` entries. */
static size_t last_flush(const struct log *log, size_t cut)
{
	while (cut > 0 && !log->entries[cut - 1].flush)
		cut--;
	return cut;
}

struct state state_random(const struct log *log, uint64_t seed, bool flushes)
{
	static const size_t tears[] = { 0, SECTOR, IMAGE_BLOCK };
	uint64_t random = seed;
	struct state state = { .random = true, .seed = seed };
	size_t end;

	/* By a write, so that something is unflushed; then up to any write
	 * before the next flush. */
	do
		state.cut = below(&random, log->count) + 1;
	while (log->entries[state.cut - 1].length == 0);
	for (end = state.cut; end < log->count && !log->entries[end].flush;)
		end++;
	state.cut += below(&random, end - state.cut + 1);
	state.durable = flushes ? last_flush(log, state.cut) : 0;
	state.tear = tears[below(&random, 3)];
	return state;
}

/* A part of a write: its beginning, or some of its sectors. */
static int apply_torn(const struct log_entry *entry, size_t tear,
		      uint64_t *random, struct image *image)
{
	size_t units = (entry->length + tear - 1) / tear;
	size_t kept = below(random, units + 1);
	bool beginning = below(random, 2) == 0;
	int err = 0;

	for (size_t i = 0; i < units && !err; i++) {
		size_t at = i * tear;
		size_t length = entry->length - at < tear ?
				entry->length - at : tear;

		if (beginning ? i < kept : below(random, 2) == 0)
			err = image_write(image, entry->offset + at,
					  entry->data + at, length);
	}
	return err;
}

static int apply_one(const struct log_entry *entry, size_t tear,
		     uint64_t *random, struct image *image)
{
	if (tear > 0 && below(random, 3) == 0)
		return apply_torn(entry, tear, random, image);
	return image_write(image, entry->offset, entry->data, entry->length);
}

static void shuffle(size_t *list, size_t count, uint64_t *random)
{
	for (size_t i = count; i > 1; i--) {
		size_t other = below(random, i);
		size_t kept = list[i - 1];

		list[i - 1] = list[other];
		list[other] = kept;
	}
}

int state_apply(const struct log *log, const struct state *state,
		struct image *image)
{
	static const size_t chances[] = { 20, 50, 80, 95 };
	/* Other numbers than those that the state was made of. */
	uint64_t random = ~state->seed;
	size_t count = state->cut - state->durable;
	size_t chance = chances[below(&random, 4)];
	size_t *list;
	int err = 0;

	if (!state->random || count == 0)
		return 0;
	list = calloc(count, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++)
		list[i] = state->durable + i;
	shuffle(list, count, &random);
	for (size_t i = 0; i < count && !err; i++) {
		const struct log_entry *entry = &log->entries[list[i]];

		if (entry->durable)
			err = image_write(image, entry->offset, entry->data,
					  entry->length);
		else if (below(&random, 100) < chance)
			err = apply_one(entry, state->tear, &random, image);
	}
	free(list);
	return err;
}

void state_name(const struct state *state, char ret[STATE_NAME_SIZE])
{
	(void)snprintf(ret, STATE_NAME_SIZE, "%s:%llu",
		       state->random ? "random" : "prefix",
		       state->random ? (unsigned long long)state->seed :
				       (unsigned long long)state->cut);
}

int state_parse(const char *name, const struct log *log, bool flushes,
		struct state *ret)
{
	struct span span = span_of(name);
	uint64_t number;

	if (span_starts(&span, "prefix:") &&
	    span_u64(span, log->count, &number) == 0)
		*ret = state_prefix((size_t)number);
	else if (span_starts(&span, "random:") &&
		 span_u64(span, UINT64_MAX, &number) == 0)
		*ret = state_random(log, number, flushes);
	else
		return -EINVAL;
	return 0;
}
