/* SPDX-License-Identifier: MIT */
#include "tests/crash/found.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* RUN: the bytes of "run\n". */
enum { STREAM_MAX = 8 << 20, PATH_SIZE = 3 * TREE_NAME_SIZE, RUN = 4 };

/* Whether the bytes are the beginning of what a script writes to a stream. */
static bool is_pattern(const char *bytes, size_t length, const char *script,
		       const char *stream)
{
	char line[TREE_NAME_SIZE + 32];

	for (unsigned number = 1; length > 0; number++) {
		size_t size = (size_t)snprintf(line, sizeof(line),
					       "%s %s %06u\n", script, stream,
					       number);

		if (size > length)
			size = length;
		if (memcmp(bytes, line, size) != 0)
			return false;
		bytes += size;
		length -= size;
	}
	return true;
}

/* Whether a file has this size and the pattern. */
static bool stream_whole(ext2_filsys fs, const char *path, uint64_t size,
			 const char *script, const char *stream)
{
	static char bytes[STREAM_MAX];
	size_t length;
	int err = tree_read(fs, path, bytes, sizeof(bytes), &length);

	if (err == -ENOENT)
		return false;
	return err == 0 && length == size &&
	       is_pattern(bytes, length, script, stream);
}

static int read_record(ext2_filsys fs, const char *folder, struct record *ret)
{
	char path[PATH_SIZE], bytes[RECORD_SIZE_MAX], name[RESULT_NAME_SIZE];
	size_t length;
	int err;

	(void)snprintf(path, sizeof(path), "results/%s/record", folder);
	err = tree_read(fs, path, bytes, sizeof(bytes), &length);
	if (!err)
		err = record_decode(bytes, length, ret);
	if (err < 0)
		return err;
	result_name(ret->sequence, ret->script, name);
	return strcmp(name, folder) == 0 ? 0 : -EBADMSG;
}

static bool streams_whole(ext2_filsys fs, const char *folder,
			  const struct record *record)
{
	char path[PATH_SIZE];

	/* A script that never began has no streams. */
	if (record->attempt == 0)
		return true;
	(void)snprintf(path, sizeof(path), "results/%s/stdout", folder);
	if (!stream_whole(fs, path, stream_file_size(&record->output),
			  record->script, "stdout"))
		return false;
	(void)snprintf(path, sizeof(path), "results/%s/stderr", folder);
	return stream_whole(fs, path, stream_file_size(&record->errors),
			    record->script, "stderr");
}

/* What the script left in /out must be as durable as its record. */
static void check_output(ext2_filsys fs, const struct record *record,
			 struct report *report)
{
	char path[PATH_SIZE];

	if (!outcome_success(record->outcome) || record->output.written == 0)
		return;
	(void)snprintf(path, sizeof(path), "files/%s.output", record->script);
	if (!stream_whole(fs, path, record->output.written, record->script,
			  "output"))
		report_fault(report, FAULT_FILES, "%s", path);
}

static void look_at(ext2_filsys fs, struct found_result *result,
		    struct report *report)
{
	struct record *record = &result->record;
	int err = read_record(fs, result->folder, record);

	if (err < 0) {
		report_fault(report, FAULT_TORN, "%s: record: errno %d",
			     result->folder, -err);
		return;
	}
	if (!streams_whole(fs, result->folder, record)) {
		report_fault(report, FAULT_TORN, "%s: stdout or stderr",
			     result->folder);
		return;
	}
	result->complete = true;
	check_output(fs, record, report);
}

const struct found_result *found_sequence(const struct found *found,
					  uint64_t sequence)
{
	for (size_t i = 0; i < found->count; i++)
		if (found->results[i].complete &&
		    found->results[i].record.sequence == sequence)
			return &found->results[i];
	return NULL;
}

static void check_twice(const struct found *found, struct report *report)
{
	for (size_t i = 0; i < found->count; i++)
		for (size_t j = 0; j < i; j++)
			if (found->results[i].complete &&
			    found->results[j].complete &&
			    strcmp(found->results[i].record.script,
				   found->results[j].record.script) == 0)
				report_fault(report, FAULT_TWICE, "%s and %s",
					     found->results[j].folder,
					     found->results[i].folder);
}

/* Whether a marker has its name: its script was taken, and then run. */
static bool is_taken(const char *marker)
{
	const char *dot = strrchr(marker, '.');

	return dot && strcmp(dot, ".new") != 0;
}

/* Takes "NNNN-NAME.K" apart, and says whether its NAME is this one. */
static bool marker_of(const char *marker, const char *script,
		      uint64_t *ret_sequence)
{
	struct span name = span_of(marker), digits;
	size_t length = strlen(script);

	digits = (struct span){ marker, strcspn(marker, "-") };
	if (span_u64(digits, SCRIPTS_MAX, ret_sequence) < 0 ||
	    name.length < digits.length + 1 + length + 1)
		return false;
	name.bytes += digits.length + 1;
	return strncmp(name.bytes, script, length) == 0 &&
	       name.bytes[length] == '.';
}

/* A script that had effects has a marker for each time that it ran, and what
 * ran before it has a record. */
static void check_effects(const struct found *found, const char *script,
			  uint64_t runs, const struct tree_names *attempts,
			  struct report *report)
{
	uint64_t markers = 0, last = 0, sequence;

	for (size_t i = 0; i < attempts->count; i++)
		if (is_taken(attempts->names[i]) &&
		    marker_of(attempts->names[i], script, &sequence)) {
			markers++;
			last = sequence > last ? sequence : last;
		}
	if (markers < runs)
		report_fault(report, FAULT_UNMARKED, "%s ran %llu times, %llu "
			     "markers", script, (unsigned long long)runs,
			     (unsigned long long)markers);
	for (sequence = 1; sequence < last; sequence++)
		if (!found_sequence(found, sequence))
			report_fault(report, FAULT_LOST, "%s ran, %llu has no "
				     "record", script,
				     (unsigned long long)sequence);
}

/* The name before ".runs", or false. */
static bool script_of(const char *file, char ret[TREE_NAME_SIZE])
{
	size_t length = strlen(file), end = strlen(".runs");

	if (length <= end || strcmp(file + length - end, ".runs") != 0)
		return false;
	memcpy(ret, file, length - end);
	ret[length - end] = '\0';
	return true;
}

/* The attempt that a record is of was marked. */
static void check_markers(ext2_filsys fs, const struct found *found,
			  struct report *report)
{
	for (size_t i = 0; i < found->count; i++) {
		const struct found_result *result = &found->results[i];
		char path[PATH_SIZE];
		uint64_t size;

		if (!result->complete || result->record.attempt == 0)
			continue;
		(void)snprintf(path, sizeof(path), "attempts/%s.%llu",
			       result->folder, (unsigned long long)
			       result->record.attempt);
		if (tree_size(fs, path, &size) < 0)
			report_fault(report, FAULT_UNMARKED, "no %s", path);
	}
}

static int check_files(ext2_filsys fs, const struct found *found,
		       struct report *report)
{
	static struct tree_names files, attempts;
	int err = tree_list(fs, "files", &files);

	if (!err)
		err = tree_list(fs, "attempts", &attempts);
	if (err < 0)
		return err == -ENOENT ? 0 : err;
	check_markers(fs, found, report);
	for (size_t i = 0; i < files.count; i++) {
		char script[TREE_NAME_SIZE], path[PATH_SIZE];
		uint64_t size = 0;

		(void)snprintf(path, sizeof(path), "files/%s", files.names[i]);
		if (!script_of(files.names[i], script) ||
		    tree_size(fs, path, &size) < 0)
			continue;
		/* The file alone is an effect, even when it is empty yet. */
		check_effects(found, script, size < RUN ? 1 : size / RUN,
			      &attempts, report);
	}
	return 0;
}

int found_read(const char *path, struct report *report, struct found *ret)
{
	static struct tree_names names;
	ext2_filsys fs = tree_open(path);
	int err;

	ret->count = ret->failed = 0;
	if (!fs)
		return -EIO;
	err = tree_list(fs, "results", &names);
	for (size_t i = 0; i < names.count && !err; i++) {
		struct found_result *result = &ret->results[ret->count++];

		memset(result, 0, sizeof(*result));
		memcpy(result->folder, names.names[i], TREE_NAME_SIZE);
		look_at(fs, result, report);
		ret->failed += result->complete &&
			       !outcome_success(result->record.outcome);
	}
	if (!err) {
		check_twice(ret, report);
		err = check_files(fs, ret, report);
	}
	ext2fs_free(fs);
	return err == -ENOENT ? 0 : err;
}

void found_read_status(const struct image *image, struct found_status *ret)
{
	struct superblock superblock = { .needs_recovery = true };
	const char *block = (const char *)image->bytes + image->size -
			    STATUS_BLOCK_SIZE;

	/* -EINVAL of a torn superblock leaves the worse word. */
	(void)superblock_parse(image->bytes + SUPERBLOCK_OFFSET, &superblock);
	ret->needs_recovery = superblock.needs_recovery;
	ret->err = status_decode(block, &ret->status);
}
