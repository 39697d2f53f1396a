/* SPDX-License-Identifier: MIT */
/* results_copy: a file of the image, which becomes one of the host. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/base/file.h"
#include "host/results/extraction.h"
#include "host/results/place.h"

/* EFBIG of this host (ulimit -f, a file system with small files), while
 * everywhere else it says that the image claims too much. */
static int explain_write(struct text *why, int err)
{
	return explain(why, err == -EFBIG ? -EDQUOT : err, "write: %s",
		       strerror(-err));
}

int extraction_file(struct extraction *extraction,
		    const struct parcel *parcel)
{
	struct extraction_file *file = &extraction->file;
	int folder = extraction->folders[extraction->depth].fd;

	*file = (struct extraction_file){
		.begun = true, .fd = -1, .mode = parcel->mode,
		.mtime = parcel->mtime, .size = parcel->size,
		.mark = extraction_enter(extraction, parcel->name),
		.part = extraction_part_of(parcel->name),
	};
	memcpy(file->name, parcel->name.bytes, parcel->name.length);
	if (folder < 0)
		return 0;
	file->fd = place_file(folder, file->name);
	return file->fd >= 0 ? 0 : extraction_trouble(extraction,
		extraction_explain_place(extraction, file->fd));
}

void extraction_file_drop(struct extraction *extraction)
{
	struct extraction_file *file = &extraction->file;

	if (file->fd < 0)
		return;
	(void)close(file->fd);
	file->fd = -1;
	/* Made above: half a file must not look like a whole one. */
	(void)unlinkat(extraction->folders[extraction->depth].fd, file->name,
		       0);
}

/* The host did not take it. */
static int write_failed(struct extraction *extraction, int err)
{
	err = explain_write(extraction->reason, err);
	extraction_file_drop(extraction);
	return extraction_trouble(extraction, err);
}

/* The beginning of a record is judged as it came. */
static void keep_record(struct extraction_found *found,
			const struct parcel *piece)
{
	size_t room = piece->at < RECORD_SIZE_MAX ?
		      RECORD_SIZE_MAX - (size_t)piece->at : 0;

	if (room > 0)
		memcpy(found->record + piece->at, piece->bytes.bytes,
		       piece->bytes.length < room ? piece->bytes.length :
						    room);
}

int extraction_piece(struct extraction *extraction,
		     const struct parcel *parcel)
{
	struct extraction_file *file = &extraction->file;
	struct span bytes = parcel->bytes;
	int err;

	file->end = parcel->at + bytes.length;
	if (file->fd < 0)
		return 0;
	err = file_write_at(file->fd, bytes.bytes, bytes.length,
			    (off_t)parcel->at);
	if (err < 0)
		return write_failed(extraction, err);
	file->bytes += bytes.length;
	if (extraction_is_in(extraction, PART_RESULTS) &&
	    file->part == RECORD)
		keep_record(&extraction->found, parcel);
	return 0;
}

/* Holes stay holes. */
static int place(struct extraction *extraction, struct extraction_file *file)
{
	bool in_files = extraction_is_in(extraction, PART_FILES);
	int err;

	if (ftruncate(file->fd, (off_t)file->size) < 0)
		return write_failed(extraction, -errno);
	extraction->results->bytes += file->bytes;
	err = place_done(file->fd, in_files ? file->mode : 0644,
			 &file->mtime);
	file->fd = -1;
	if (err < 0)
		return extraction_trouble(extraction, explain(
			extraction->reason, err, "write: %s",
			strerror(-err)));
	if (in_files) {
		extraction->results->files++;
	} else {
		extraction->found.has[file->part] = true;
		extraction->found.sizes[file->part] = file->size;
	}
	return 0;
}

/* It is under way no more. */
static int leave(struct extraction *extraction, int err)
{
	extraction->file.begun = false;
	extraction_leave(extraction, extraction->file.mark);
	return err;
}

int extraction_file_done(struct extraction *extraction)
{
	return leave(extraction, extraction->file.fd < 0 ? 0 :
		     place(extraction, &extraction->file));
}

int extraction_file_failed(struct extraction *extraction, int err)
{
	bool wanted = extraction->file.fd >= 0;

	extraction_file_drop(extraction);
	return leave(extraction, wanted ? extraction_trouble(extraction, err) :
					  0);
}
