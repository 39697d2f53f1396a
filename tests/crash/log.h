/* SPDX-License-Identifier: MIT */
/* log: what QEMU's driver blklogwrites has written down: each write and flush
 * of a disk, in the order in which they were completed.  The format is that of
 * Linux drivers/md/dm-log-writes.c, version 1, little endian. */
#ifndef GVA_TESTS_CRASH_LOG_H
#define GVA_TESTS_CRASH_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_entry {
	bool flush;
	bool durable;              /* FUA: after this write there is no cache */
	uint64_t offset;           /* of a write, in bytes */
	size_t length;             /* of a write, in bytes; 0: no write */
	const unsigned char *data; /* lies in the mapped log */
	uint64_t end;              /* of the entry, in the log file */
};

struct log {
	struct log_entry *entries;
	size_t count;
};

/* log_read: all whole entries of the file; its memory is never given back.
 * -EINVAL: not such a log, or one with entries of a kind that no machine of
 * these tests makes (discards, marks). */
int log_read(const char *path, struct log *ret);
/* log_at: how many entries the log had when its file had `size` bytes. */
size_t log_at(const struct log *log, uint64_t size);

#endif
