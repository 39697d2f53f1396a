/* SPDX-License-Identifier: MIT */
/* results_records: the folder results/, one folder for each script. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract/tree.h"
#include "host/base/reason.h"
#include "host/results/extraction.h"
#include "host/results/place.h"

enum { RECORD, OUTPUT, ERRORS, PARTS };

static const char *const part_names[PARTS] = {
	TREE_RECORD, TREE_STDOUT, TREE_STDERR,
};

/* What was found of one script. */
struct found {
	int folder; /* the host's, that it goes into */
	bool has[PARTS];
	uint64_t sizes[PARTS];
	struct extraction_head record;
};

static int copy_part(struct extraction *extraction, struct found *found,
		     const struct reader_entry *entry, int part)
{
	struct reader_node node;
	int fd, err;

	err = reader_node(&extraction->reader, entry->ino, &node,
			  extraction->reason);
	if (err < 0)
		return extraction_trouble(extraction, err);
	if (node.kind != READER_FILE)
		return extraction_problem(extraction, "it is no file");
	fd = extraction_file(extraction, found->folder, entry, &node,
			     part == RECORD ? &found->record : NULL);
	if (fd < 0)
		return extraction_trouble(extraction, fd);
	err = place_done(fd, 0644, &node.mtime);
	if (err < 0)
		return extraction_trouble(extraction, explain(
			extraction->reason, err, "write: %s",
			strerror(-err)));
	found->has[part] = true;
	found->sizes[part] = node.size;
	return 0;
}

static int part_of(const struct reader_entry *entry)
{
	struct span name = { entry->name, entry->length };

	for (int part = 0; part < PARTS; part++)
		if (span_is(name, part_names[part]))
			return part;
	return -ENOENT;
}

static int visit_part(struct extraction *extraction,
		      const struct reader_entry *entry, void *context)
{
	int part = part_of(entry);

	if (part < 0) /* PID 1 alone writes there */
		return extraction_problem(extraction,
					  "it is no part of a result");
	return copy_part(extraction, context, entry, part);
}

/* Whether a stream's file is what the record says. */
static bool agrees(const struct found *found, int part,
		   const struct stream_count *count)
{
	return (found->has[part] ? found->sizes[part] : 0) ==
	       stream_file_size(count);
}

static int add(struct extraction *extraction, const struct result *result)
{
	struct results *results = extraction->results;
	struct result *list = results->list;

	if (results->count == SCRIPTS_MAX)
		return extraction_problem(extraction,
					  "more results than a job can have");
	if (results->count == extraction->results_size) {
		size_t size = 2 * results->count + 16;

		list = reallocarray(list, size, sizeof(*list));
		if (!list)
			return extraction_trouble(extraction, explain(
				extraction->reason, -ENOMEM, "%s",
				strerror(ENOMEM)));
		results->list = list;
		extraction->results_size = size;
	}
	list[results->count++] = *result;
	return 0;
}

static int judge(struct extraction *extraction, const char *name,
		 const struct found *found)
{
	struct result result = { 0 };
	int err;

	if (!found->has[RECORD])
		return extraction_problem(extraction, "it has no record");
	err = record_decode(found->record.bytes, found->record.length,
			    &result.record);
	if (err == -EPROTONOSUPPORT)
		return extraction_problem(extraction,
					  "its record is of another version");
	if (err < 0)
		return extraction_problem(extraction,
					  "its record is torn or damaged");
	result_name(result.record.sequence, result.record.script,
		    result.folder);
	if (strcmp(result.folder, name) != 0)
		return extraction_problem(extraction,
					  "its record is of another script");
	err = add(extraction, &result);
	if (err < 0)
		return err;
	if (!agrees(found, OUTPUT, &result.record.output) ||
	    !agrees(found, ERRORS, &result.record.errors))
		return extraction_problem(extraction,
					  "its stdout or stderr has not the "
					  "size that its record says");
	return 0;
}

static int visit_result(struct extraction *extraction,
			const struct reader_entry *entry, void *context)
{
	const int *directory = context;
	struct found found = { .folder = -1 };
	struct reader_node node;
	int err;

	if (!result_name_ok((struct span){ entry->name, entry->length }))
		return extraction_problem(extraction,
					  "it has no name of a result");
	err = reader_node(&extraction->reader, entry->ino, &node,
			  extraction->reason);
	if (err < 0)
		return extraction_trouble(extraction, err);
	if (node.kind != READER_DIRECTORY)
		return extraction_problem(extraction, "it is no folder");
	found.folder = extraction_folder(extraction, *directory, entry->name);
	if (found.folder < 0)
		return extraction_trouble(extraction, found.folder);
	err = extraction_each(extraction, &node, visit_part, &found);
	err = extraction_folder_done(extraction, found.folder, &node, err);
	return err < 0 ? err : judge(extraction, entry->name, &found);
}

int extraction_records(struct extraction *extraction,
		       const struct reader_node *node, int directory)
{
	return extraction_each(extraction, node, visit_result, &directory);
}
