/* SPDX-License-Identifier: MIT */
#include "init/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "init/listing.h"
#include "init/sys.h"

enum {
	PATH_SIZE = 16 + RESULT_NAME_SIZE + 16,
	FILE_SIZE = 64 + 4 * SCRIPT_NAME_MAX,
	ATTEMPT_MAX = 1000000, /* far above option `attempts` */
};

static const char folder[] = "attempts";
/* What its name ends with while the script may still be in script-bin. */
static const char not_taken[] = ".new";

/* "attempts/NNNN-NAME.K", and `more`. */
static int marker_path(const struct record *record, const char *more,
		       char path[PATH_SIZE])
{
	char name[RESULT_NAME_SIZE];
	struct text text;

	result_name(record->sequence, record->script, name);
	text_init(&text, path, PATH_SIZE);
	text_put(&text, folder);
	text_put(&text, "/");
	text_put(&text, name);
	text_put(&text, ".");
	text_put_u64(&text, record->attempt);
	text_put(&text, more);
	return text.cut ? -ENAMETOOLONG : 0;
}

int marker_write(const struct boot *boot, const struct record *record)
{
	char path[PATH_SIZE], bytes[FILE_SIZE];
	struct text text;
	int err = marker_path(record, not_taken, path);

	if (err < 0)
		return err;
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "script ");
	text_put_escaped(&text, record->script, strlen(record->script));
	text_put(&text, "\nboot ");
	text_put_u64(&text, boot->status.boots);
	text_put(&text, "\n");
	return sys_write_file(boot->out_fd, path, text.bytes, text.length);
}

int marker_taken(const struct boot *boot, const struct record *record)
{
	char from[PATH_SIZE], to[PATH_SIZE];
	int err = marker_path(record, not_taken, from);

	if (err == 0)
		err = marker_path(record, "", to);
	if (err < 0)
		return err;
	return renameat(boot->out_fd, from, boot->out_fd, to) < 0 ? -errno : 0;
}

/* "NNNN-NAME.K" in its two parts, where NNNN is the sequence. */
static bool parse_name(struct span name, uint64_t sequence,
		       struct span *ret_result, uint64_t *ret_attempt)
{
	char digits[24];
	struct text text;
	struct span rest, attempt;
	size_t dot = name.length;

	while (dot > 0 && name.bytes[dot - 1] != '.')
		dot--;
	if (dot == 0)
		return false;
	*ret_result = (struct span){ name.bytes, dot - 1 };
	attempt = (struct span){ name.bytes + dot, name.length - dot };
	rest = *ret_result;
	text_init(&text, digits, sizeof(digits));
	text_put_digits(&text, sequence, 4);
	text_put(&text, "-");
	return span_starts(&rest, digits) && result_name_ok(*ret_result) &&
	       span_u64(attempt, ATTEMPT_MAX, ret_attempt) == 0 &&
	       *ret_attempt > 0;
}

/* Cuts the end off the name of a marker whose script may not be taken. */
static bool is_not_taken(struct span *name)
{
	size_t length = strlen(not_taken);

	if (name->length <= length ||
	    memcmp(name->bytes + name->length - length, not_taken, length))
		return false;
	name->length -= length;
	return true;
}

/* The script's whole name; -EBADMSG when the file is not whole. */
static int read_script(int dir, const char *name, uint64_t sequence,
		       struct span result, char ret[SCRIPT_NAME_MAX + 1])
{
	char bytes[FILE_SIZE], own[RESULT_NAME_SIZE];
	struct span rest = { bytes, 0 }, line, boot;
	int err, fd = sys_open_file(dir, name, O_RDONLY, 0);

	if (fd < 0)
		return fd;
	err = sys_read_all(fd, bytes, sizeof(bytes), &rest.length);
	(void)close(fd); /* opened for reading */
	if (err < 0)
		return err;
	if (rest.length == 0 || bytes[rest.length - 1] != '\n' ||
	    !span_line(&rest, &line) || !span_starts(&line, "script ") ||
	    !span_line(&rest, &boot) || !span_starts(&boot, "boot ") ||
	    span_unescape(line, ret, SCRIPT_NAME_MAX + 1, &line.length) < 0)
		return -EBADMSG;
	result_name(sequence, ret, own);
	return span_is(result, own) ? 0 : -EBADMSG;
}

static int take(struct marker *marker, int dir, const char *name,
		uint64_t sequence)
{
	struct span whole = span_of(name), result;
	bool before = is_not_taken(&whole);
	char script[SCRIPT_NAME_MAX + 1];
	uint64_t attempt;
	int err = -EBADMSG;

	if (!parse_name(whole, sequence, &result, &attempt))
		return 0;
	if (!before)
		err = read_script(dir, name, sequence, result, script);
	if (err == -EBADMSG) {
		struct text text;

		text_init(&text, marker->torn, sizeof(marker->torn));
		text_put_bytes(&text, result.bytes, result.length);
		return 0;
	}
	if (err == 0 && attempt > marker->attempt) {
		marker->attempt = attempt;
		memcpy(marker->script, script, sizeof(script));
	}
	return err;
}

int marker_find(const struct boot *boot, uint64_t sequence,
		struct marker *ret)
{
	struct listing listing = {
		.fd = sys_open_beneath(boot->out_fd, folder,
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
