/* SPDX-License-Identifier: MIT */
/* results: the records of an out image and their tree on the host:
 * DIR/results/NNNN-NAME/{record,stdout,stderr} and DIR/files/.  The image is
 * hostile input. */
#ifndef GVA_HOST_RESULTS_RESULTS_H
#define GVA_HOST_RESULTS_RESULTS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "contract/record.h"
#include "host/image/image.h"

struct result {
	char folder[RESULT_NAME_SIZE];
	struct record record;
};

struct results {
	struct result *list; /* by sequence number */
	size_t count;
	size_t files;      /* regular files copied below files/ */
	uint64_t bytes;    /* copied in all */
	size_t left_out;   /* links, devices, bad names: told by say() */
	/* All that could not be read is of files/, and was too deep, too large,
	 * too much or badly named for a host: the job's doing, no damage. */
	bool files_cut;
};

/* results_extract: copies all that the image holds for people into `dir`,
 * which must exist; nothing in it is overwritten.  On an error what was read
 * stays, `why` says what is missing (the first of it), and `ret` holds what
 * was read: free it in every case.  -EUCLEAN: the image needs recovery, or
 * something in it is damaged; -ENOTEMPTY: `dir` has a folder of these names;
 * -EOPNOTSUPP: its file system is not of the kind that is read; others are
 * the host's own, as -ENOSPC, or -EPROTO: the reader went wrong. */
int results_extract(const struct image *image, const char *dir,
		    struct results *ret, struct text *why);
void results_free(struct results *results);
/* results_failed: how many of the records are of no success. */
uint64_t results_failed(const struct results *results);
/* results_table: one line a script; foreign bytes are escaped. */
void results_table(FILE *to, const struct results *results);
/* results_json: an array with one object a script; NULL: no memory. */
cJSON *results_json(const struct results *results);

#endif
