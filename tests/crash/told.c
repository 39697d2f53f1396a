/* SPDX-License-Identifier: MIT */
#include "tests/crash/told.h"

#include <errno.h>
#include <stdio.h>

#include "contract/limits.h"

/* Whether the line behind "gva: " tells an end or the verdict. */
static bool understand(struct span line, struct told_line *ret)
{
	struct span word;

	if (!span_word(&line, &word))
		return false;
	if (span_is(word, "end"))
		return span_word(&line, &word) &&
		       span_u64(word, SCRIPTS_MAX, &ret->sequence) == 0;
	ret->sequence = 0;
	return verdict_parse(word, &ret->verdict) == 0;
}

static bool take(struct span line, const struct log *log,
		 struct told_line *ret)
{
	struct span word;
	uint64_t size;

	if (!span_word(&line, &word) ||
	    span_u64(word, UINT64_MAX, &size) < 0 ||
	    !span_starts(&line, "gva: ") || !understand(line, ret))
		return false;
	ret->at = log_at(log, size);
	return true;
}

int told_read(const char *path, const struct log *log, struct told *ret)
{
	FILE *file = fopen(path, "re");
	char line[1024];

	if (!file)
		return -errno;
	ret->count = 0;
	while (fgets(line, sizeof(line), file)) {
		struct span rest = span_of(line), text;

		if (!span_line(&rest, &text) ||
		    !take(text, log, &ret->lines[ret->count]))
			continue;
		if (++ret->count == TOLD_MAX) {
			(void)fclose(file); /* opened for reading */
			return -EFBIG;
		}
	}
	(void)fclose(file); /* opened for reading */
	return 0;
}
