/* SPDX-License-Identifier: MIT */
/* results_order: which parcels may come; see parcel.h. */
#include "contract/record.h"
#include "host/results/extraction.h"

/* Of a result there are its folder and the files in that. */
static bool is_of_a_result(const struct extraction *extraction,
			   const struct parcel *parcel)
{
	if (extraction->depth == 1)
		return parcel->kind == PARCEL_ENTER &&
		       result_name_ok(parcel->name);
	return parcel->kind == PARCEL_FILE &&
	       extraction_part_of(parcel->name) >= 0;
}

/* Of a folder or a file that begins. */
static const char *wrong_beginning(const struct extraction *extraction,
				   const struct parcel *parcel)
{
	if (!parcel_name_plain(parcel->name))
		return "a name that is not plain";
	if (parcel->mtime.tv_nsec < 0 || parcel->mtime.tv_nsec >= 1000000000)
		return "a time that is none";
	if (extraction->depth == 0 && parcel->kind == PARCEL_FILE)
		return "a file outside of the parts";
	if (extraction_is_in(extraction, PART_RESULTS) &&
	    !is_of_a_result(extraction, parcel))
		return "what is no part of a result";
	if (parcel->kind == PARCEL_ENTER &&
	    extraction->depth == PARCEL_DEPTH_MAX)
		return "too many folders within each other";
	if (parcel->kind == PARCEL_FILE && parcel->size > PARCEL_FILE_MAX)
		return "a file that is too large";
	return NULL;
}

static const char *wrong_piece(const struct extraction_file *file,
			       const struct parcel *parcel)
{
	size_t length = parcel->bytes.length;

	if (!file->begun)
		return "a piece of no file";
	if (length == 0 || length > PARCEL_BYTES_MAX ||
	    parcel->at < file->end || parcel->at > file->size ||
	    length > file->size - parcel->at)
		return "a piece that does not fit its file";
	return NULL;
}

/* Of what cannot be read or is left out. */
static const char *wrong_words(const struct extraction *extraction,
			       const struct parcel *parcel)
{
	if (parcel->name.length > PARCEL_NAME_MAX ||
	    parcel->reason.length > PARCEL_REASON_MAX)
		return "words that are too long";
	if (parcel->kind == PARCEL_LEFT_OUT)
		return extraction->depth > 0 && parcel->name.length > 0 ?
		       NULL : "an entry of no folder";
	return parcel->err < 0 ? NULL : "a failure without an error";
}

static bool ends_file(const struct parcel *parcel)
{
	return parcel->kind == PARCEL_DONE ||
	       (parcel->kind == PARCEL_FAILED && parcel->name.length == 0);
}

const char *extraction_wrong(const struct extraction *extraction,
			     const struct parcel *parcel)
{
	if (extraction->file.begun && parcel->kind != PARCEL_PIECE &&
	    !ends_file(parcel))
		return "a file without its end";
	switch (parcel->kind) {
	case PARCEL_ENTER: case PARCEL_FILE:
		return wrong_beginning(extraction, parcel);
	case PARCEL_LEAVE:
		return extraction->depth > 0 ? NULL : "the end of no folder";
	case PARCEL_PIECE:
		return wrong_piece(&extraction->file, parcel);
	case PARCEL_DONE:
		return extraction->file.begun ? NULL : "the end of no file";
	case PARCEL_REFUSED: case PARCEL_DAMAGED: case PARCEL_FAILED:
	case PARCEL_LEFT_OUT:
		return wrong_words(extraction, parcel);
	}
	return "a kind that there is not";
}
