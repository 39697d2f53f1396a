/* SPDX-License-Identifier: MIT */
#include "init/out/identity.h"

#include <errno.h>
#include <string.h>

#include "contract/tree.h"
#include "init/base/sys.h"

static const char file_name[] = TREE_IDENTITY;

int identity_refuse(struct ending *ending, const struct identity *ours,
		    const struct identity *image)
{
	const char *why = identity_differs(image, ours);
	char bytes[DETAIL_MAX];
	struct text reason;

	if (!why)
		return 0;
	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, why);
	text_put(&reason, "; give an out image of its own");
	return ending_fail(ending, VERDICT_BAD_IMAGE, "out", bytes);
}

/* As it is written: a job that was not named by the options has the name that
 * the image was made with. */
static void name(struct identity *ours, struct status *status)
{
	memcpy(ours->job, status->job, sizeof(ours->job));
	memcpy(ours->instance, status->instance, sizeof(ours->instance));
	status->identity = *ours;
}

int identity_save(int out_fd, struct identity *ours, struct status *status)
{
	char bytes[IDENTITY_SIZE_MAX];

	name(ours, status);
	return sys_write_file(out_fd, file_name, bytes,
			      identity_encode(ours, bytes));
}

/* 0 when there is none, or none that is whole; 1, or -errno. */
static int read_file(int out_fd, struct identity *ret)
{
	char bytes[IDENTITY_SIZE_MAX];
	size_t length;
	int err = sys_read_file(out_fd, file_name, bytes, sizeof(bytes),
				&length);

	if (err == -ENOENT)
		return 0;
	if (err < 0)
		return err;
	return identity_decode((struct span){ bytes, length }, ret) == 0;
}

int identity_check(int out_fd, struct identity *ours, struct ending *ending)
{
	struct status *status = &ending->status;
	struct identity image;
	int found = read_file(out_fd, &image);

	if (found < 0)
		return ending_fail_errno(ending, VERDICT_IO_ERROR,
					 "read identity", found);
	if (found == 0)
		return 0;
	if (identity_refuse(ending, ours, &image) < 0) {
		/* Whoever reads the status block next is told whose it is. */
		status->identity = image;
		memcpy(status->job, image.job, sizeof(image.job));
		memcpy(status->instance, image.instance,
		       sizeof(image.instance));
		return -1;
	}
	name(ours, status);
	return 1;
}
