/* SPDX-License-Identifier: MIT */
#include "host/pack/identity.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/digest.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/signals.h"
#include "host/image/ext2.h"
#include "host/image/fs.h"

enum { CHUNK = 1 << 20 };

/* What is not zero, each block after its place: where the host's file system
 * has holes is not to matter. */
static void digest_blocks(const char *bytes, size_t length, uint64_t at,
			  struct digest *digest)
{
	static const char zeros[IMAGE_BLOCK];

	for (size_t i = 0; i < length; i += IMAGE_BLOCK) {
		size_t part = length - i < IMAGE_BLOCK ? length - i :
							 IMAGE_BLOCK;
		uint64_t place = at + i;

		if (memcmp(bytes + i, zeros, part) == 0)
			continue;
		digest_update(digest, &place, sizeof(place));
		digest_update(digest, bytes + i, part);
	}
}

static int digest_fd(int fd, unsigned char ret[DIGEST_SIZE])
{
	char *bytes = malloc(CHUNK);
	ssize_t count = bytes ? 1 : -ENOMEM;
	struct digest digest;
	off_t at = 0;

	digest_init(&digest);
	while (count > 0 && !signals_came()) {
		off_t data = lseek(fd, at, SEEK_DATA);

		if (data < 0 && errno == ENXIO)
			break; /* a hole up to the end */
		if (data > at)
			at = data - data % IMAGE_BLOCK;
		count = file_read_up_to(fd, bytes, CHUNK, at);
		if (count > 0)
			digest_blocks(bytes, (size_t)count, (uint64_t)at,
				      &digest);
		at += count;
	}
	free(bytes);
	digest_final(&digest, ret);
	return count < 0 ? (int)count : signals_came() ? -EINTR : 0;
}

int image_identify(int fd, const char *path, time_t epoch, struct text *why)
{
	unsigned char digest[DIGEST_SIZE];
	ext2_filsys fs;
	errcode_t code;
	int err = digest_fd(fd, digest);

	if (err < 0)
		return explain(why, err, "read %s: %s", path, strerror(-err));
	code = image_fs_open(fd, &fs);
	if (code)
		return image_fs_explain(why, code, "open", path);
	fs->now = epoch;
	digest[6] = (digest[6] & 0x0f) | 0x80; /* UUID version 8: custom */
	digest[8] = (digest[8] & 0x3f) | 0x80;
	memcpy(fs->super->s_uuid, digest, sizeof(fs->super->s_uuid));
	ext2fs_mark_super_dirty(fs);
	code = ext2fs_close_free(&fs);
	return code ? image_fs_explain(why, code, "write", path) : 0;
}
