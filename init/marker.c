/* SPDX-License-Identifier: MIT */
#include "marker.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "listing.h"
#include "sys.h"

enum {
	PATH_SIZE = 16 + RESULT_NAME_SIZE + 8,
	FILE_SIZE = 64 + 4 * SCRIPT_NAME_MAX,
	ATTEMPT_MAX = 1000000, /* far above option `attempts` */
};

static const char folder[] = "attempts";

int marker_write(const struct boot *boot, const struct record *record)
{
	char path[PATH_SIZE], name[RESULT_NAME_SIZE], bytes[FILE_SIZE];
	struct text text;

	result_name(record->sequence, record->script, name);
	text_init(&text, path, sizeof(path));
	text_put(&text, folder);
	text_put(&text, "/");
	text_put(&text, name);
	text_put(&text, ".");
	text_put_u64(&text, record->attempt);
	if (text.cut)
		return -ENAMETOOLONG;
	text_init(&text, bytes, sizeof(bytes));
	text_put(&text, "script ");
	text_put_escaped(&text, record->script, strlen(record->script));
	text_put(&text, "\nboot ");
	text_put_u64(&text, boot->status.boots);
	text_put(&text, "\n");
	return sys_write_file(boot->out_fd, path, text.bytes, text.length);
}

/* "NNNN-NAME.K" in its two parts, where NNNN is the sequence. */
static bool parse_name(const char *name, uint64_t sequence,
		       struct span *ret_result, uint64_t *ret_attempt)
{
	const char *dot = strrchr(name, '.');
	char digits[24];
	struct text text;
	struct span rest;

	if (!dot)
		return false;
	*ret_result = (struct span){ name, (size_t)(dot - name) };
	rest = *ret_result;
	text_init(&text, digits, sizeof(digits));
	text_put_digits(&text, sequence, 4);
	text_put(&text, "-");
	return span_starts(&rest, digits) && result_name_ok(*ret_result) &&
	       span_u64(span_of(dot + 1), ATTEMPT_MAX, ret_attempt) == 0 &&
	       *ret_attempt > 0;
}

/* The script's whole name; -EBADMSG when the file is not whole. */
static int read_script(int dir, const char *name, uint64_t sequence,
		       struct span result, char ret[SCRIPT_NAME_MAX + 1])
{
	char bytes[FILE_SIZE], own[RESULT_NAME_SIZE];
	struct span rest = { bytes, 0 }, line, boot;
	int err, fd = sys_open_beneath(dir, name, O_RDONLY | O_NONBLOCK);

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
	char script[SCRIPT_NAME_MAX + 1];
	struct span result;
	uint64_t attempt;
	int err;

	if (!parse_name(name, sequence, &result, &attempt))
		return 0;
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
