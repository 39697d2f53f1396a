/* SPDX-License-Identifier: MIT */
/* results_records: what the folder results/ tells of each script. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contract/tree.h"
#include "host/results/extraction.h"

static const char *const part_names[PARTS] = {
	TREE_RECORD, TREE_STDOUT, TREE_STDERR,
};

int extraction_part_of(struct span name)
{
	for (int part = 0; part < PARTS; part++)
		if (span_is(name, part_names[part]))
			return part;
	return -ENOENT;
}

/* Whether a stream's file is what the record says. */
static bool agrees(const struct extraction_found *found, int part,
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

int extraction_judge(struct extraction *extraction)
{
	const struct extraction_found *found = &extraction->found;
	struct result result = { 0 };
	uint64_t length = found->sizes[RECORD];
	int err;

	if (!found->has[RECORD])
		return extraction_problem(extraction, "it has no record");
	err = record_decode(found->record, length < RECORD_SIZE_MAX ?
			    (size_t)length : RECORD_SIZE_MAX, &result.record);
	if (err == -EPROTONOSUPPORT)
		return extraction_problem(extraction,
					  "its record is of another version");
	if (err < 0)
		return extraction_problem(extraction,
					  "its record is torn or damaged");
	result_name(result.record.sequence, result.record.script,
		    result.folder);
	if (strcmp(result.folder, found->folder) != 0)
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
