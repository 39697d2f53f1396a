/* SPDX-License-Identifier: MIT */
/* results_extraction: an extraction under way, which takes parcels and alone
 * writes to the host; shared by the files that make it, see results.h.
 *
 * Two kinds of trouble are told apart.  What the image may hold but is not
 * for people (links, devices, foreign names) is left out and counted.  What
 * should be there and cannot be read is a problem: the rest is taken all the
 * same, and the extraction fails.  An error of the host ends it at once, as
 * does a parcel that is none: of that the reader is to blame. */
#ifndef GVA_HOST_RESULTS_EXTRACTION_H
#define GVA_HOST_RESULTS_EXTRACTION_H

#include "host/base/reason.h"
#include "host/reader/parcel.h"
#include "host/results/results.h"

enum { EXTRACTION_PATH_SIZE = 2048 };

/* What of the image has a folder on the host, in this order. */
enum extraction_part { PART_RESULTS, PART_FILES, PART_COUNT };

struct extraction_folder {
	int fd; /* -1: it could not be made; nothing in it is wanted */
	size_t mark;
	mode_t mode;
	struct timespec mtime;
};

struct extraction_file {
	bool begun; /* one is under way */
	int fd;     /* -1: nothing of it is wanted */
	size_t mark;
	char name[PARCEL_NAME_MAX + 1];
	int part;   /* of a result */
	mode_t mode;
	struct timespec mtime;
	uint64_t size;
	uint64_t end;   /* of its last piece */
	uint64_t bytes; /* that are no hole */
};

/* What was found of the script whose folder is open in results/. */
enum { RECORD, OUTPUT, ERRORS, PARTS };

struct extraction_found {
	char folder[RESULT_NAME_SIZE];
	bool has[PARTS];
	uint64_t sizes[PARTS];
	char record[RECORD_SIZE_MAX]; /* its beginning; zeros for holes */
};

struct extraction {
	const struct image *image;
	struct results *results;
	size_t results_size; /* of the list, in results */
	size_t entries;      /* that were taken */
	size_t problems;
	size_t excesses;     /* of these, what files/ has too much of */
	int parts;           /* that have their folder */
	int depth;           /* of folders that are open; the first is DIR */
	struct extraction_folder folders[PARCEL_DEPTH_MAX + 1];
	struct extraction_file file;
	struct extraction_found found;
	struct text path;    /* of the entry at hand, escaped, for people */
	struct text *reason; /* a clause, for people */
	struct text *why;    /* the first problem, or what ended it */
	struct reason reason_bytes;
	char path_bytes[EXTRACTION_PATH_SIZE];
};

/* extraction_begin: parcels go into the open folder `directory`. */
void extraction_begin(struct extraction *extraction, const struct image *image,
		      int directory, struct results *results,
		      struct text *why);
/* extraction_take: a parcel_take(), of a struct extraction.  -EPROTO: it is
 * none that may come here. */
parcel_take extraction_take;
/* extraction_end: there are no more parcels, for the reason `err`, or it is 0;
 * an error of the host, or `err`. */
int extraction_end(struct extraction *extraction, int err);

/* extraction_wrong: why a parcel may not come now, or is none; or NULL. */
const char *extraction_wrong(const struct extraction *extraction,
			     const struct parcel *parcel);

/* extraction_enter: one name deeper; gives what extraction_leave needs. */
size_t extraction_enter(struct extraction *extraction, struct span name);
void extraction_leave(struct extraction *extraction, size_t mark);
/* extraction_left_out: counts the entry at hand, with the reason in
 * extraction->reason; says the first ten. */
void extraction_left_out(struct extraction *extraction);
/* extraction_trouble: `err` with its reason in extraction->reason befell the
 * entry at hand.  0: a problem, go on; else `err`: the host's, give up. */
int extraction_trouble(struct extraction *extraction, int err);
/* extraction_problem: the same of damage. */
int extraction_problem(struct extraction *extraction, const char *reason);
/* extraction_broken: -EPROTO: the reader gave what it must not. */
int extraction_broken(struct extraction *extraction, const char *what);
/* extraction_explain_place: `err` of place.h, as a reason. */
int extraction_explain_place(struct extraction *extraction, int err);
/* extraction_is_in: which part of the image is at hand. */
bool extraction_is_in(const struct extraction *extraction,
		      enum extraction_part part);

/* A file under way, from its first parcel to its last; 0 or an error of the
 * host. */
int extraction_file(struct extraction *extraction,
		    const struct parcel *parcel);
int extraction_piece(struct extraction *extraction,
		     const struct parcel *parcel);
int extraction_file_done(struct extraction *extraction);
/* extraction_file_failed: as extraction_trouble(); the file is removed. */
int extraction_file_failed(struct extraction *extraction, int err);
/* extraction_file_drop: removes what of it is there. */
void extraction_file_drop(struct extraction *extraction);

/* extraction_part_of: which part of a result has this name; or -ENOENT. */
int extraction_part_of(struct span name);
/* extraction_judge: what was found of a script. */
int extraction_judge(struct extraction *extraction);

#endif
