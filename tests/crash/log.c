/* SPDX-License-Identifier: MIT */
#include "tests/crash/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint64_t magic = 0x6a736677736872;

enum {
	VERSION = 1,
	FLAG_FLUSH = 1,
	FLAG_FUA = 2,
	FLAGS_KNOWN = FLAG_FLUSH | FLAG_FUA,
	SECTOR_MIN = 512,
	SECTOR_MAX = 4096,
};

/* Eight bytes little endian, as this machine has them: x86-64. */
static uint64_t word(const unsigned char *bytes, size_t index)
{
	uint64_t value;

	memcpy(&value, bytes + index * sizeof(value), sizeof(value));
	return value;
}

static int map(const char *path, const unsigned char **ret, uint64_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	void *bytes;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) < 0 || stat.st_size < SECTOR_MIN) {
		(void)close(fd); /* opened for reading */
		return -EINVAL;
	}
	bytes = mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	(void)close(fd); /* opened for reading */
	if (bytes == MAP_FAILED)
		return -errno;
	*ret = bytes;
	*ret_size = (uint64_t)stat.st_size;
	return 0;
}

/* The entry at `at`: 1, 0 when no whole one is there, -EINVAL. */
static int take(const unsigned char *bytes, uint64_t size, uint64_t sector,
		uint64_t at, struct log_entry *ret)
{
	uint64_t flags, sectors;

	if (size - at < sector)
		return 0;
	flags = word(bytes + at, 2);
	sectors = word(bytes + at, 1);
	if (flags & ~(uint64_t)FLAGS_KNOWN ||
	    word(bytes + at, 0) > UINT32_MAX)
		return -EINVAL;
	if (sectors > (size - at - sector) / sector)
		return 0;
	*ret = (struct log_entry){
		.flush = flags & FLAG_FLUSH,
		.durable = flags & FLAG_FUA,
		.offset = word(bytes + at, 0) * sector,
		.length = (size_t)(sectors * sector),
		.data = bytes + at + sector,
		.end = at + sector + sectors * sector,
	};
	return 1;
}

int log_read(const char *path, struct log *ret)
{
	struct log log = { 0 };
	const unsigned char *bytes = NULL;
	uint64_t size = 0, at, sector;
	int more, err = map(path, &bytes, &size);

	if (err < 0)
		return err;
	sector = (uint32_t)word(bytes, 3);
	if (word(bytes, 0) != magic || word(bytes, 1) != VERSION ||
	    sector < SECTOR_MIN || sector > SECTOR_MAX)
		return -EINVAL;
	/* No more than one entry a sector. */
	log.entries = calloc((size_t)(size / sector), sizeof(*log.entries));
	if (!log.entries)
		return -ENOMEM;
	/* Beyond the count in the first sector too: it is written late. */
	for (at = sector; at <= size; at = log.entries[log.count++].end) {
		more = take(bytes, size, sector, at, &log.entries[log.count]);
		if (more < 0)
			return more;
		if (!more)
			break;
	}
	*ret = log;
	return 0;
}

size_t log_at(const struct log *log, uint64_t size)
{
	size_t count = 0;

	while (count < log->count && log->entries[count].end <= size)
		count++;
	return count;
}
