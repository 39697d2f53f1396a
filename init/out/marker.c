/* SPDX-License-Identifier: MIT */
#include "init/out/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "contract/marker.h"
#include "contract/tree.h"
#include "init/base/listing.h"
#include "init/base/sys.h"

static const char folder[] = TREE_ATTEMPTS "/";

enum { PATH_SIZE = sizeof(folder) - 1 + MARKER_NAME_SIZE };

static int marker_path(const struct record *record, bool taken,
		       char path[PATH_SIZE])
{
	struct marker_name name = {
		.attempt = record->attempt,
		.taken = taken,
	};

	result_name(record->sequence, record->script, name.result);
	memcpy(path, folder, strlen(folder));
	return marker_name_encode(&name, path + strlen(folder));
}

int marker_write(int out_fd, const struct record *record, uint64_t boots)
{
	char path[PATH_SIZE], bytes[MARKER_FILE_SIZE];
	size_t length;
	int err = marker_path(record, false, path);

	if (err < 0)
		return err;
	length = marker_file_encode(record->script, boots, bytes);
	return sys_write_file(out_fd, path, bytes, length);
}

int marker_taken(int out_fd, const struct record *record)
{
	char from[PATH_SIZE], to[PATH_SIZE];
	int err = marker_path(record, false, from);

	if (err == 0)
		err = marker_path(record, true, to);
	if (err < 0)
		return err;
	return renameat(out_fd, from, out_fd, to) < 0 ? -errno : 0;
}

static bool is_of(const char *result, uint64_t sequence)
{
	struct span rest = span_of(result);
	char digits[24];
	struct text text;

	text_init(&text, digits, sizeof(digits));
	text_put_digits(&text, sequence, 4);
	text_put(&text, "-");
	return span_starts(&rest, digits);
}

/* The script's whole name; -EBADMSG when the file is not whole. */
static int read_script(int dir, const char *name, uint64_t sequence,
		       const char *result, char ret[SCRIPT_NAME_MAX + 1])
{
	char bytes[MARKER_FILE_SIZE], own[RESULT_NAME_SIZE];
	size_t length;
	int err = sys_read_file(dir, name, bytes, sizeof(bytes), &length);

	if (err == 0)
		err = marker_file_decode((struct span){ bytes, length }, ret);
	if (err < 0)
		return err;
	result_name(sequence, ret, own);
	return strcmp(result, own) == 0 ? 0 : -EBADMSG;
}

static int take(struct marker *marker, int dir, const char *file,
		uint64_t sequence)
{
	char script[SCRIPT_NAME_MAX + 1];
	struct marker_name name;
	int err = -EBADMSG;

	if (marker_name_decode(span_of(file), &name) < 0 ||
	    !is_of(name.result, sequence))
		return 0;
	if (name.taken)
		err = read_script(dir, file, sequence, name.result, script);
	if (err == -EBADMSG) {
		memcpy(marker->torn, name.result, sizeof(marker->torn));
		return 0;
	}
	if (err == 0 && name.attempt > marker->attempt) {
		marker->attempt = name.attempt;
		memcpy(marker->script, script, sizeof(script));
	}
	return err;
}

int marker_find(int out_fd, uint64_t sequence, struct marker *ret)
{
	struct listing listing = {
		.fd = sys_open_beneath(out_fd, folder,
				       O_RDONLY | O_DIRECTORY),
	};
	const char *name;
	int err = listing.fd;

	memset(ret, 0, sizeof(*ret));
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0)
		err = take(ret, listing.fd, name, sequence);
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	return err;
}
