/* SPDX-License-Identifier: MIT */
/* A layer's two readings: what is in it, and the bytes. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/base/reason.h"
#include "host/pack/layer.h"
#include "tests/unit/test.h"

static struct reason reason;

/* Of one file, in the place of what was there. */
static void write_tar(int fd, const char *bytes)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t length = strlen(bytes);

	CHECK(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
	CHECK(archive_write_set_format_ustar(archive) == ARCHIVE_OK);
	CHECK(archive_write_open_fd(archive, fd) == ARCHIVE_OK);
	archive_entry_set_pathname(entry, "file");
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, (int64_t)length);
	CHECK(archive_write_header(archive, entry) == ARCHIVE_OK);
	CHECK(archive_write_data(archive, bytes, length) == (ssize_t)length);
	archive_entry_free(entry);
	CHECK(archive_write_free(archive) == ARCHIVE_OK);
}

/* What comes of filling, when the archive is `now` what it was `then`.  No
 * walk has given an inode, so nothing is written. */
static int fill(const char *then, const char *now)
{
	struct blobs blobs = { "tar", memfd_create("tar", MFD_CLOEXEC),
			       false };
	struct layers *layers = layers_new();
	unsigned char digest[DIGEST_SIZE];
	uint64_t number = 0;
	bool marked = false;
	int err;

	CHECK(blobs.fd >= 0 && layers);
	write_tar(blobs.fd, then);
	CHECK(layer_read(&blobs, NULL, false, layers, digest, &marked,
			 reason_init(&reason)) == 0);
	CHECK(marked && layers_has(layers, "file"));
	write_tar(blobs.fd, now);
	err = layer_fill(&blobs, NULL, digest, layers, &number, NULL,
			 reason_init(&reason));
	CHECK(number == 1);
	layers_free(layers);
	(void)close(blobs.fd);
	return err;
}

static void bytes_are_of_the_archive_that_was_read(void)
{
	CHECK(fill("as it was", "as it was") == 0);
	CHECK(fill("as it was", "as it is!") == -ESTALE);
	CHECK(strstr(reason.bytes, "it was written to while it was packed"));
}

int main(void)
{
	bytes_are_of_the_archive_that_was_read();
	return test_end();
}
