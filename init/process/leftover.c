/* SPDX-License-Identifier: MIT */
#include "init/process/leftover.h"

#include <fcntl.h>
#include <unistd.h>

#include "contract/text.h"
#include "init/base/listing.h"
#include "init/base/sys.h"

/* The first number of "OPEN\tFREE\tMOST\n" (Linux fs/file_table.c,
 * proc_nr_files). */
uint64_t leftover_open(void)
{
	char bytes[128];
	struct span number = { bytes, 0 };
	uint64_t files = 0;
	size_t length = 0;

	(void)sys_read_path(AT_FDCWD, "/proc/sys/fs/file-nr", bytes,
			    sizeof(bytes), &length);
	while (number.length < length && bytes[number.length] >= '0' &&
	       bytes[number.length] <= '9')
		number.length++;
	return span_u64(number, INT64_MAX, &files) == 0 ? files : 0;
}

static uint64_t own_descriptors(void)
{
	struct listing listing = {
		.fd = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC),
	};
	const char *name;
	uint64_t count = 0;

	if (listing.fd < 0)
		return 0;
	while (listing_next(&listing, &name) > 0)
		count++;
	(void)close(listing.fd); /* it was only read */
	return count;
}

/* In this order: another thread of PID 1 that closes something meanwhile makes
 * the number larger, for this once. */
uint64_t leftover_files(void)
{
	uint64_t files = leftover_open(), own = own_descriptors();

	return files > own ? files - own : 0;
}
