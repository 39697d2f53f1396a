/* SPDX-License-Identifier: MIT */
#include "host/results/extraction.h"

#include <errno.h>
#include <string.h>

#include "host/base/say.h"

enum { TOLD_MAX = 10 };

size_t extraction_enter(struct extraction *extraction, struct span name)
{
	size_t mark = extraction->path.length;

	if (mark > 0)
		text_put(&extraction->path, "/");
	text_put_escaped(&extraction->path, name.bytes, name.length);
	return mark;
}

void extraction_leave(struct extraction *extraction, size_t mark)
{
	extraction->path.length = mark;
	extraction->path.bytes[mark] = '\0';
	extraction->path.cut = false;
}

bool extraction_is_in(const struct extraction *extraction,
		      enum extraction_part part)
{
	return extraction->depth > 0 && extraction->parts == (int)part + 1;
}

void extraction_left_out(struct extraction *extraction)
{
	if (extraction->results->left_out++ < TOLD_MAX)
		say("leave out %s: %s", extraction->path.bytes,
		    extraction->reason->bytes);
}

/* Whether the image brought it about, not the host. */
static bool is_of_the_image(int err)
{
	switch (-err) {
	case EUCLEAN:
	case EFBIG:
	case EEXIST: /* a folder that names an entry twice */
	case EINVAL: /* a name that the host's file system does not take */
	case EILSEQ:
	case ENAMETOOLONG:
		return true;
	default:
		return false;
	}
}

int extraction_trouble(struct extraction *extraction, int err)
{
	const char *path = extraction->path.bytes;
	const char *reason = extraction->reason->bytes;

	if (!is_of_the_image(err))
		return explain(extraction->why, err, "extract %s: %s", path,
			       reason);
	/* EEXIST is of a folder that names an entry twice. */
	extraction->excesses += extraction_is_in(extraction, PART_FILES) &&
				err != -EUCLEAN && err != -EEXIST;
	if (extraction->problems++ == 0)
		(void)explain(extraction->why, err, "extract %s: %s", path,
			      reason);
	if (extraction->problems <= TOLD_MAX)
		say("extract %s: %s", path, reason);
	return 0;
}

int extraction_problem(struct extraction *extraction, const char *reason)
{
	return extraction_trouble(extraction,
				  explain(extraction->reason, -EUCLEAN, "%s",
					  reason));
}

int extraction_broken(struct extraction *extraction, const char *what)
{
	return explain(extraction->why, -EPROTO, "read %s: its reader went "
		       "wrong: %s", extraction->image->path, what);
}

int extraction_explain_place(struct extraction *extraction, int err)
{
	return explain(extraction->reason, err, "%s", err == -EEXIST ?
		       "it is there already" : strerror(-err));
}
