/* SPDX-License-Identifier: MIT */
#include "host/results/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/file.h"
#include "host/reader/walk.h"
#include "host/results/extraction.h"

static int by_sequence(const void *a, const void *b)
{
	uint64_t one = ((const struct result *)a)->record.sequence;
	uint64_t two = ((const struct result *)b)->record.sequence;

	return one < two ? -1 : one > two;
}

/* Two records of one number: one of them is a lie. */
static void check_order(struct extraction *extraction)
{
	struct results *results = extraction->results;

	if (results->count > 0)
		qsort(results->list, results->count, sizeof(*results->list),
		      by_sequence);
	for (size_t i = 1; i < results->count; i++) {
		size_t mark;
		int err;

		if (by_sequence(&results->list[i - 1], &results->list[i]))
			continue;
		mark = extraction_enter(extraction,
					span_of(results->list[i].folder));
		err = explain(extraction->reason, -EUCLEAN,
			      "another result has its number");
		(void)extraction_trouble(extraction, err); /* goes on */
		extraction_leave(extraction, mark);
	}
}

static int extract(int fd, const struct image *image, int directory,
		   struct results *results, struct text *why)
{
	struct extraction extraction;
	int err;

	extraction_begin(&extraction, image, directory, results, why);
	err = reader_walk(fd, image, extraction_take, &extraction);
	err = extraction_end(&extraction, err);
	check_order(&extraction);
	results->files_cut = !err && extraction.excesses > 0 &&
			     extraction.excesses == extraction.problems;
	return !err && extraction.problems > 0 ? -EUCLEAN : err;
}

int results_extract(const struct image *image, const char *dir,
		    struct results *ret, struct text *why)
{
	int fd, directory, err;

	*ret = (struct results){ 0 };
	if (image->roles && !(image->roles & ROLE_OUT))
		return explain(why, -EINVAL, "read %s: it is no out image",
			       image->path);
	fd = open(image->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return explain(why, -errno, "read %s: %s", image->path,
			       strerror(errno));
	directory = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err = directory < 0 ? explain(why, -errno, "open %s: %s", dir,
				      strerror(errno)) :
			      extract(fd, image, directory, ret, why);
	file_close_read(directory);
	file_close_read(fd);
	return err;
}

void results_free(struct results *results)
{
	free(results->list);
	*results = (struct results){ 0 };
}

uint64_t results_failed(const struct results *results)
{
	uint64_t failed = 0;

	for (size_t i = 0; i < results->count; i++)
		failed += !outcome_success(results->list[i].record.outcome);
	return failed;
}
