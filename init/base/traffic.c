/* SPDX-License-Identifier: MIT */
#include "init/base/traffic.h"

#include <fcntl.h>
#include <unistd.h>

#include "contract/text.h"

/* Numbers of a stat file, from 0. */
enum { READS = 0, WRITES = 4, PENDING = 8, DISCARDS = 11, FLUSHES = 15 };

enum { LINE_MAX_BYTES = 512 }; /* seventeen numbers of 20 digits */

void traffic_parse(const char *bytes, size_t length,
		   struct traffic_seen *seen)
{
	struct span rest = { bytes, length }, line, word;
	int number = 0;

	if (!span_line(&rest, &line))
		return;
	while (span_word(&line, &word)) {
		uint64_t value = 0;

		if (word.length == 0)
			continue; /* numbers are padded with spaces */
		(void)span_u64(word, UINT64_MAX, &value); /* 0 stays */
		if (number == READS || number == WRITES ||
		    number == DISCARDS || number == FLUSHES)
			seen->done += value;
		if (number == PENDING)
			seen->pending |= value > 0;
		number++;
	}
}

void traffic_add(struct traffic *traffic, const char *name)
{
	char path[sizeof("/sys/block//stat") + DISK_NAME_SIZE];
	size_t count = atomic_load(&traffic->count);
	struct text text;
	int fd;

	text_init(&text, path, sizeof(path));
	text_put(&text, "/sys/block/");
	text_put(&text, name);
	text_put(&text, "/stat");
	if (text.cut || count == DISKS_MAX)
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	traffic->fds[count] = fd;
	atomic_store(&traffic->count, count + 1);
}

struct traffic_seen traffic_look(const struct traffic *traffic)
{
	struct traffic_seen seen = { 0 };

	size_t count = atomic_load(&traffic->count);

	for (size_t i = 0; i < count; i++) {
		char line[LINE_MAX_BYTES];
		ssize_t length = pread(traffic->fds[i], line, sizeof(line), 0);

		if (length > 0)
			traffic_parse(line, (size_t)length, &seen);
	}
	return seen;
}
