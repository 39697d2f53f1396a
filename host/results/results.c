/* SPDX-License-Identifier: MIT */
#include "host/results/results.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/results/extraction.h"
#include "host/results/place.h"

/* A part of the out tree and who copies it. */
struct part {
	const char *name;
	int (*copy)(struct extraction *extraction,
		    const struct reader_node *node, int directory);
};

static const struct part parts[] = {
	{ TREE_RESULTS, extraction_records },
	{ TREE_FILES, extraction_tree },
};

enum { PART_COUNT = sizeof(parts) / sizeof(parts[0]) };

/* Closes a folder of ours that nothing was put into. */
static void close_empty(int fd)
{
	const struct timespec now = { .tv_nsec = UTIME_NOW };

	(void)place_done(fd, 0755, &now); /* nothing is lost */
}

/* Fills the open folder `fd` and closes it. */
static int fill_part(struct extraction *extraction, const struct part *part,
		     const struct reader_entry *entry, int fd)
{
	struct reader_node node;
	int err = reader_node(&extraction->reader, entry->ino, &node,
			      extraction->reason);

	if (err < 0 || node.kind != READER_DIRECTORY) {
		close_empty(fd);
		return err < 0 ? extraction_trouble(extraction, err) :
				 extraction_problem(extraction,
						    "it is no folder");
	}
	err = part->copy(extraction, &node, fd);
	return extraction_folder_done(extraction, fd, &node, err);
}

static int copy_part(struct extraction *extraction, const struct part *part,
		     const struct reader_entry *entry, int directory)
{
	int fd = place_folder(directory, part->name);

	if (fd < 0) /* the user's own folder: never a problem of the image */
		return explain(extraction->why, fd == -EEXIST ? -ENOTEMPTY :
			       fd, "make folder %s: %s", part->name,
			       strerror(-fd));
	if (entry)
		return fill_part(extraction, part, entry, fd);
	close_empty(fd);
	return extraction->ran ?
	       extraction_problem(extraction, "it is missing") : 0;
}

/* The directory of the out role, by the label of the image. */
static int find_out(struct extraction *extraction, int roles,
		    struct reader_node *ret)
{
	struct reader_list list;
	const struct reader_entry *entry;
	int err = reader_node(&extraction->reader, EXT2_ROOT_INO, ret,
			      extraction->reason);

	if (err < 0 || roles == 0 || roles == ROLE_OUT)
		return err;
	err = extraction_list(extraction, ret, &list);
	if (err < 0)
		return err;
	entry = reader_find(&list, role_word(ROLE_OUT));
	err = entry ? reader_node(&extraction->reader, entry->ino, ret,
				  extraction->reason) :
		      explain(extraction->reason, -EUCLEAN,
			      "it is missing");
	reader_list_free(&list);
	return err;
}

static int copy_all(struct extraction *extraction, int roles, int directory)
{
	struct reader_list list = { 0 };
	struct reader_node out;
	int err = find_out(extraction, roles, &out);

	if (!err && out.kind != READER_DIRECTORY)
		err = explain(extraction->reason, -EUCLEAN,
			      "it is no folder");
	if (!err)
		err = extraction_list(extraction, &out, &list);
	if (err < 0)
		return explain(extraction->why, err, "extract %s: %s",
			       role_word(ROLE_OUT), extraction->reason->bytes);
	for (int i = 0; i < PART_COUNT && !err; i++) {
		size_t mark = extraction_enter(extraction, parts[i].name,
					       strlen(parts[i].name));

		err = copy_part(extraction, &parts[i],
				reader_find(&list, parts[i].name), directory);
		extraction_leave(extraction, mark);
	}
	reader_list_free(&list);
	return err;
}

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
		mark = extraction_enter(extraction, results->list[i].folder,
					strlen(results->list[i].folder));
		err = explain(extraction->reason, -EUCLEAN,
			      "another result has its number");
		(void)extraction_trouble(extraction, err); /* goes on */
		extraction_leave(extraction, mark);
	}
}

/* A file system that does not agree with itself may lack anything, and not
 * show it: a problem; what can be read is read all the same. */
static int verify(struct extraction *extraction, const struct image *image)
{
	int err = reader_verify(&extraction->reader, extraction->reason);

	if (err >= 0)
		return 0;
	err = explain(extraction->why, err, "read %s: its file system is "
		      "damaged, so anything may be missing: %s", image->path,
		      extraction->reason->bytes);
	if (err != -EUCLEAN && err != -EFBIG)
		return err;
	extraction->problems++;
	say("%s", extraction->why->bytes);
	return 0;
}

static int extract(int fd, const struct image *image, int directory,
		   struct results *results, struct text *why)
{
	struct reason reason;
	struct extraction extraction = {
		.results = results,
		.reason = reason_init(&reason),
		.ran = image->has_status && image->status.scripts > 0,
		.entries_left = EXTRACTION_ENTRIES_MAX,
		.why = why,
	};
	int err;

	text_init(&extraction.path, extraction.path_bytes,
		  sizeof(extraction.path_bytes));
	err = reader_open(fd, image, &extraction.reader, extraction.reason);
	if (err < 0)
		return explain(why, err, "read %s: %s", image->path,
			       extraction.reason->bytes);
	err = verify(&extraction, image);
	if (!err)
		err = copy_all(&extraction, image->roles, directory);
	check_order(&extraction);
	reader_close(&extraction.reader);
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
