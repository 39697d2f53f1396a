/* SPDX-License-Identifier: MIT */
/* results_sink: takes parcels, and makes folders of the host. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "contract/role.h"
#include "contract/tree.h"
#include "host/base/say.h"
#include "host/results/extraction.h"
#include "host/results/place.h"

static const char *const part_names[PART_COUNT] = {
	[PART_RESULTS] = TREE_RESULTS, [PART_FILES] = TREE_FILES,
};

void extraction_begin(struct extraction *extraction, const struct image *image,
		      int directory, struct results *results,
		      struct text *why)
{
	*extraction = (struct extraction){
		.image = image, .results = results, .why = why,
		.folders = { { .fd = directory } },
	};
	text_init(&extraction->path, extraction->path_bytes,
		  sizeof(extraction->path_bytes));
	extraction->reason = reason_init(&extraction->reason_bytes);
}

/* The reason, whose words are foreign; gives the error that it is of. */
static int hear(struct extraction *extraction, const struct parcel *parcel)
{
	struct text *reason = extraction->reason;

	text_init(reason, reason->bytes, reason->size);
	text_put_escaped(reason, parcel->reason.bytes, parcel->reason.length);
	return parcel->err;
}

/* A file system that does not agree with itself may lack anything, and not
 * show it: a problem; what can be read is read all the same. */
static int take_damage(struct extraction *extraction, int err)
{
	err = explain(extraction->why, err, "read %s: its file system is "
		      "damaged, so anything may be missing: %s",
		      extraction->image->path, extraction->reason->bytes);
	if (err != -EUCLEAN && err != -EFBIG)
		return err;
	extraction->problems++;
	say("%s", extraction->why->bytes);
	return 0;
}

/* The user's own folder: never a problem of the image. */
static int make_part(struct extraction *extraction, int part)
{
	int fd = place_folder(extraction->folders[0].fd, part_names[part]);

	return fd >= 0 ? fd : explain(extraction->why, fd == -EEXIST ?
				      -ENOTEMPTY : fd, "make folder %s: %s",
				      part_names[part], strerror(-fd));
}

/* Makes a part that nothing will come into, because of `err` with its reason,
 * or 0. */
static int make_empty_part(struct extraction *extraction, int part, int err)
{
	const struct timespec now = { .tv_nsec = UTIME_NOW };
	int fd = make_part(extraction, part);
	size_t mark;

	if (fd < 0)
		return fd;
	(void)place_done(fd, 0755, &now); /* nothing is lost */
	if (!err)
		return 0;
	mark = extraction_enter(extraction, span_of(part_names[part]));
	err = extraction_trouble(extraction, err);
	extraction_leave(extraction, mark);
	return err;
}

/* Makes those before `part`, of which no parcel came.  Where scripts have
 * records both are in the image. */
static int make_missing_parts(struct extraction *extraction, int part)
{
	const struct image *image = extraction->image;
	bool ran = image->has_status && image->status.scripts > 0;
	int err = 0;

	while (!err && extraction->parts < part)
		err = make_empty_part(extraction, extraction->parts++, !ran ?
				      0 : explain(extraction->reason,
						  -EUCLEAN,
						  "it is missing"));
	return err;
}

/* One folder deeper; -1: what would be in it is not wanted. */
static void push(struct extraction *extraction, const struct parcel *parcel,
		 size_t mark, int fd)
{
	extraction->folders[++extraction->depth] = (struct extraction_folder){
		fd, mark, parcel->mode, parcel->mtime,
	};
}

/* A part begins, or cannot be read. */
static int take_part(struct extraction *extraction,
		     const struct parcel *parcel)
{
	int part = extraction->parts, fd, err;

	while (part < PART_COUNT && !span_is(parcel->name, part_names[part]))
		part++;
	if (part == PART_COUNT)
		return extraction_broken(extraction, "no part that is next");
	err = make_missing_parts(extraction, part);
	if (err < 0)
		return err;
	extraction->parts = part + 1;
	if (parcel->kind == PARCEL_FAILED)
		return make_empty_part(extraction, part,
				       hear(extraction, parcel));
	fd = make_part(extraction, part);
	if (fd < 0)
		return fd;
	push(extraction, parcel, extraction_enter(extraction, parcel->name),
	     fd);
	return 0;
}

static int take_folder(struct extraction *extraction,
		       const struct parcel *parcel)
{
	struct span name = parcel->name;
	int above = extraction->folders[extraction->depth].fd, fd = -1;
	char bytes[PARCEL_NAME_MAX + 1] = "";
	size_t mark = extraction_enter(extraction, name);
	int err = 0;

	memcpy(bytes, name.bytes, name.length);
	if (above >= 0)
		fd = place_folder(above, bytes);
	if (above >= 0 && fd < 0)
		err = extraction_trouble(extraction,
			extraction_explain_place(extraction, fd));
	push(extraction, parcel, mark, fd < 0 ? -1 : fd);
	if (extraction_is_in(extraction, PART_RESULTS)) {
		extraction->found = (struct extraction_found){ 0 };
		memcpy(extraction->found.folder, bytes, name.length);
	}
	return err;
}

/* The folder at hand is closed, with the mode and time that it had. */
static int close_folder(struct extraction *extraction)
{
	struct extraction_folder *folder =
		&extraction->folders[extraction->depth];
	int err = place_done(folder->fd, folder->mode, &folder->mtime);

	folder->fd = -1;
	return err < 0 ? explain(extraction->reason, err, "write: %s",
				 strerror(-err)) : 0;
}

static int take_leave(struct extraction *extraction)
{
	struct extraction_folder *folder =
		&extraction->folders[extraction->depth];
	int err = 0;

	if (folder->fd >= 0) {
		err = close_folder(extraction);
		if (err < 0)
			err = extraction_trouble(extraction, err);
		if (!err && extraction->depth == 2 &&
		    extraction_is_in(extraction, PART_RESULTS))
			err = extraction_judge(extraction);
	}
	extraction_leave(extraction, folder->mark);
	extraction->depth--;
	return err;
}

/* An entry of the folder at hand, or that folder itself. */
static int take_words(struct extraction *extraction,
		      const struct parcel *parcel)
{
	size_t mark = extraction->path.length;
	int heard = hear(extraction, parcel), err = 0;

	if (extraction->folders[extraction->depth].fd < 0)
		return 0;
	if (parcel->name.length > 0)
		(void)extraction_enter(extraction, parcel->name);
	if (parcel->kind == PARCEL_FAILED)
		err = extraction_trouble(extraction, heard);
	else
		extraction_left_out(extraction);
	extraction_leave(extraction, mark);
	return err;
}

static int take_failed(struct extraction *extraction,
		       const struct parcel *parcel)
{
	if (extraction->file.begun)
		return extraction_file_failed(extraction,
					      hear(extraction, parcel));
	if (extraction->depth > 0)
		return take_words(extraction, parcel);
	if (parcel->name.length > 0)
		return take_part(extraction, parcel);
	return explain(extraction->why, hear(extraction, parcel),
		       "extract %s: %s", role_word(ROLE_OUT),
		       extraction->reason->bytes);
}

int extraction_take(void *context, const struct parcel *parcel)
{
	struct extraction *extraction = context;
	const char *wrong = extraction_wrong(extraction, parcel);

	if (!wrong && parcel->name.length > 0 &&
	    extraction->entries++ == PARCEL_ENTRIES_MAX)
		wrong = "too many entries";
	if (wrong)
		return extraction_broken(extraction, wrong);
	switch (parcel->kind) {
	case PARCEL_REFUSED:
		return explain(extraction->why, hear(extraction, parcel),
			       "read %s: %s", extraction->image->path,
			       extraction->reason->bytes);
	case PARCEL_DAMAGED:
		return take_damage(extraction, hear(extraction, parcel));
	case PARCEL_ENTER:
		return extraction->depth == 0 ?
		       take_part(extraction, parcel) :
		       take_folder(extraction, parcel);
	case PARCEL_LEAVE:
		return take_leave(extraction);
	case PARCEL_FILE:
		return extraction_file(extraction, parcel);
	case PARCEL_PIECE:
		return extraction_piece(extraction, parcel);
	case PARCEL_DONE:
		return extraction_file_done(extraction);
	case PARCEL_FAILED:
		return take_failed(extraction, parcel);
	case PARCEL_LEFT_OUT:
		return take_words(extraction, parcel);
	}
	return 0;
}

int extraction_end(struct extraction *extraction, int err)
{
	if (!err && (extraction->depth > 0 || extraction->file.begun))
		err = extraction_broken(extraction, "no end of a folder");
	if (extraction->file.begun)
		extraction_file_drop(extraction);
	for (; extraction->depth > 0; extraction->depth--)
		if (extraction->folders[extraction->depth].fd >= 0)
			(void)close_folder(extraction); /* `err` stands */
	extraction_leave(extraction, 0);
	return err < 0 ? err : make_missing_parts(extraction, PART_COUNT);
}
