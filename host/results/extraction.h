/* SPDX-License-Identifier: MIT */
/* results_extraction: an extraction under way; shared by the files that make
 * it, see results.h.
 *
 * Two kinds of trouble are told apart.  What the image may hold but is not
 * for people (links, devices, foreign names) is left out and counted.  What
 * should be there and cannot be read is a problem: the rest is read all the
 * same, and the extraction fails.  An error of the host ends it at once. */
#ifndef GVA_HOST_RESULTS_EXTRACTION_H
#define GVA_HOST_RESULTS_EXTRACTION_H

#include "host/reader/reader.h"
#include "host/results/results.h"

enum {
	EXTRACTION_ENTRIES_MAX = 1000000,
	EXTRACTION_DEPTH_MAX = 64,
	EXTRACTION_PATH_SIZE = 2048,
};

struct extraction {
	struct reader reader;
	struct results *results;
	size_t results_size;  /* of the list, in results */
	size_t entries_left;
	size_t problems;
	size_t excesses;      /* of these, what files/ has too much of */
	bool in_files;
	bool ran;             /* scripts have records: both parts are there */
	struct text path;     /* of the entry at hand, escaped, for people */
	struct text *reason;  /* a clause, for people */
	struct text *why;     /* the first problem, or what ended it */
	char path_bytes[EXTRACTION_PATH_SIZE];
};

/* extraction_enter: one name deeper; gives what extraction_leave needs. */
size_t extraction_enter(struct extraction *extraction, const char *name,
			size_t length);
void extraction_leave(struct extraction *extraction, size_t mark);
/* extraction_left_out: counts the entry at hand; says the first ten. */
void extraction_left_out(struct extraction *extraction, const char *reason);
/* extraction_trouble: `err` with its reason in extraction->reason befell the
 * entry at hand.  0: a problem, go on; else `err`: the host's, give up. */
int extraction_trouble(struct extraction *extraction, int err);
/* extraction_problem: the same of damage. */
int extraction_problem(struct extraction *extraction, const char *reason);

/* extraction_list: reader_list() within the limit on entries. */
int extraction_list(struct extraction *extraction,
		    const struct reader_node *directory,
		    struct reader_list *ret);
/* extraction_each: all that is in a folder, each with its name on the path; 0,
 * or the first error of the host. */
typedef int extraction_visit(struct extraction *extraction,
			     const struct reader_entry *entry, void *context);
int extraction_each(struct extraction *extraction,
		    const struct reader_node *folder, extraction_visit *visit,
		    void *context);
/* extraction_folder: a new folder in `directory`, open; or -errno. */
int extraction_folder(struct extraction *extraction, int directory,
		      const char *name);
/* extraction_folder_done: closes it, filled as far as `err` tells, with the
 * mode and time that it had; an error of the host, or `err`. */
int extraction_folder_done(struct extraction *extraction, int folder,
			   const struct reader_node *node, int err);
/* The beginning of a file, as it is read; zeros where that has a hole. */
struct extraction_head {
	char bytes[RECORD_SIZE_MAX];
	size_t length;
};

/* extraction_file: copies one file to `directory`, and its beginning to a
 * `head` of zeros, or NULL; the open file, or -errno.  A file that cannot be
 * copied whole is removed again. */
int extraction_file(struct extraction *extraction, int directory,
		    const struct reader_entry *entry,
		    const struct reader_node *node,
		    struct extraction_head *head);

/* The two parts; 0 or an error of the host. */
int extraction_records(struct extraction *extraction,
		       const struct reader_node *node, int directory);
int extraction_tree(struct extraction *extraction,
		    const struct reader_node *node, int directory);

#endif
