/* SPDX-License-Identifier: MIT */
#include "host/image/drive.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

int drives_roles(const struct drives *drives)
{
	int roles = 0;

	for (size_t i = 0; i < drives->count; i++)
		roles |= drives->list[i].roles;
	return roles;
}

struct drive *drives_with(struct drives *drives, enum role role)
{
	for (size_t i = 0; i < drives->count; i++)
		if (drives->list[i].roles & (int)role)
			return &drives->list[i];
	return NULL;
}

static int refuse(struct text *why, const struct image *image,
		  enum role role, const char *reason)
{
	text_put(why, "use ");
	text_put_escaped(why, image->path, strlen(image->path));
	text_put(why, " as ");
	text_put(why, role_word(role));
	text_put(why, ": ");
	text_put(why, reason);
	return -EINVAL;
}

int drive_add(struct drives *drives, enum role role, const struct image *image,
	      struct text *why)
{
	int roles = image->roles ? image->roles : (int)role;
	int twice = drives_roles(drives) & roles;
	char name[ROLE_NAME_MAX + 1];
	struct drive *drive;
	struct stat status;

	if (!(roles & (int)role)) {
		role_format(roles, name);
		refuse(why, image, role, "its label says ");
		text_put(why, name);
		return -EINVAL;
	}
	if (twice) {
		role_format(twice, name);
		refuse(why, image, role, "another image is already ");
		text_put(why, name);
		return -EINVAL;
	}
	/* No role is taken twice, so there is room for each. */
	drive = &drives->list[drives->count];
	if (strlen(image->path) >= sizeof(drive->path))
		return refuse(why, image, role, "the path is too long");
	memset(drive, 0, sizeof(*drive));
	memcpy(drive->path, image->path, strlen(image->path));
	drive->roles = roles;
	drive->block_device = stat(image->path, &status) == 0 &&
			      S_ISBLK(status.st_mode);
	drive->writable = roles & ROLE_OUT;
	drives->count++;
	return 0;
}

bool drive_busy(const struct drive *drive)
{
	return drive->writable ? image_in_use(drive->path) :
				 image_is_written(drive->path);
}
