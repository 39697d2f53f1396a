/* SPDX-License-Identifier: MIT */
#include "init/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/sys.h"

static const char file_name[] = TREE_IDENTITY;

int identity_refuse(struct boot *boot, const struct identity *image)
{
	const char *why = identity_differs(image, &boot->identity);
	char bytes[DETAIL_MAX];
	struct text reason;

	if (!why)
		return 0;
	text_init(&reason, bytes, sizeof(bytes));
	text_put(&reason, why);
	text_put(&reason, "; give an out image of its own");
	return boot_fail(boot, VERDICT_BAD_IMAGE, "out", bytes);
}

/* As it is written: a job that was not named by the options has the name that
 * the image was made with. */
static void name(struct boot *boot)
{
	struct identity *identity = &boot->identity;

	memcpy(identity->job, boot->status.job, sizeof(identity->job));
	memcpy(identity->instance, boot->status.instance,
	       sizeof(identity->instance));
	boot->status.identity = *identity;
}

int identity_save(struct boot *boot)
{
	char bytes[IDENTITY_SIZE_MAX];

	name(boot);
	return sys_write_file(boot->out_fd, file_name, bytes,
			      identity_encode(&boot->identity, bytes));
}

/* 0 when there is none, or none that is whole; 1, or -errno. */
static int read_file(const struct boot *boot, struct identity *ret)
{
	char bytes[IDENTITY_SIZE_MAX];
	size_t length;
	int err, fd = sys_open_file(boot->out_fd, file_name, O_RDONLY, 0);

	if (fd == -ENOENT)
		return 0;
	if (fd < 0)
		return fd;
	err = sys_read_all(fd, bytes, sizeof(bytes), &length);
	(void)close(fd); /* opened for reading */
	if (err < 0)
		return err;
	return identity_decode((struct span){ bytes, length }, ret) == 0;
}

int identity_check(struct boot *boot)
{
	struct identity image;
	int found = read_file(boot, &image);

	if (found < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR, "read identity",
				       found);
	if (found == 0)
		return 0;
	if (identity_refuse(boot, &image) < 0) {
		/* Whoever reads the status block next is told whose it is. */
		boot->status.identity = image;
		memcpy(boot->status.job, image.job, sizeof(image.job));
		memcpy(boot->status.instance, image.instance,
		       sizeof(image.instance));
		return -1;
	}
	name(boot);
	return 1;
}
