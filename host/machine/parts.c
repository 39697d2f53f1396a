/* SPDX-License-Identifier: MIT */
#include "host/machine/parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/base/reason.h"

/* DIR/../lib/gva of the program's DIR. */
static int own_folder(char ret_folder[PATH_MAX])
{
	static const char rest[] = "/../lib/gva";
	ssize_t length = readlink("/proc/self/exe", ret_folder,
				  PATH_MAX - sizeof(rest));

	if (length < 0)
		return -errno;
	while (length > 0 && ret_folder[length - 1] != '/')
		length--;
	/* The slash is that of `rest`. */
	memcpy(ret_folder + (length > 0 ? length - 1 : 0), rest, sizeof(rest));
	return 0;
}

int parts_find(const char *part, char ret_path[PATH_MAX], struct text *why)
{
	const char *folder = getenv("GVA_LIB");
	char own[PATH_MAX], path[PATH_MAX];
	int count;

	if (!folder || !*folder) {
		int err = own_folder(own);

		if (err < 0)
			return explain(why, err, "find %s: /proc/self/exe: "
				       "%s; set GVA_LIB", part, strerror(-err));
		folder = own;
	}
	count = snprintf(path, sizeof(path), "%s/%s", folder, part);
	if (count < 0 || count >= PATH_MAX)
		return explain(why, -ENAMETOOLONG, "find %s: the path of its "
			       "folder is too long", part);
	if (access(path, R_OK) < 0 || !realpath(path, ret_path))
		return explain(why, -errno, "read %s: %s; set GVA_LIB to the "
			       "folder of the appliance's parts", path,
			       strerror(errno));
	return 0;
}
