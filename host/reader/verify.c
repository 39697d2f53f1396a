/* SPDX-License-Identifier: MIT */
/* reader_verify: told in order; see reader.h and verify.h. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/reader/verify.h"

int verify_damage(struct verify *verify, const char *format, ...)
{
	char reason[256];
	va_list list;

	va_start(list, format);
	(void)vsnprintf(reason, sizeof(reason), format, list);
	va_end(list);
	return explain(verify->why, -EUCLEAN, "%s", reason);
}

int verify_room(struct verify *verify, void **array, size_t count,
		size_t *size, size_t item)
{
	size_t larger = 2 * *size + 64;
	void *grown;

	if (count < *size)
		return 0;
	grown = reallocarray(*array, larger, item);
	if (!grown)
		return explain(verify->why, -ENOMEM, "%s", strerror(ENOMEM));
	*array = grown;
	*size = larger;
	return 0;
}

int verify_claim(struct verify *verify, uint64_t first, uint64_t count)
{
	void *claims = verify->claims;
	int err = verify_room(verify, &claims, verify->claim_count,
			      &verify->claim_size, sizeof(*verify->claims));

	if (err < 0)
		return err;
	verify->claims = claims;
	verify->claims[verify->claim_count++] =
		(struct verify_claim){ first, count };
	return 0;
}

static int by_number(const void *key, const void *inode)
{
	ext2_ino_t one = *(const ext2_ino_t *)key;
	ext2_ino_t two = ((const struct verify_inode *)inode)->ino;

	return one < two ? -1 : one > two;
}

struct verify_inode *verify_find(struct verify *verify, ext2_ino_t ino)
{
	if (verify->inode_count == 0)
		return NULL;
	return bsearch(&ino, verify->inodes, verify->inode_count,
		       sizeof(*verify->inodes), by_number);
}

int reader_verify(struct reader *reader, struct text *why)
{
	/* What it takes is its own: the copying has its limits anew. */
	uint64_t blocks = reader->blocks_left, steps = reader->steps_left;
	struct verify verify = {
		.reader = reader, .fs = reader->fs, .why = why,
	};
	int err = verify_groups(&verify);

	if (!err)
		err = verify_inodes(&verify);
	if (!err)
		err = verify_names(&verify);
	if (!err)
		err = verify_counts(&verify);
	free(verify.inodes);
	free(verify.claims);
	free(verify.shared);
	reader->blocks_left = blocks;
	reader->steps_left = steps;
	return err;
}
