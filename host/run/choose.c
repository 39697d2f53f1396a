/* SPDX-License-Identifier: MIT */
#include "host/run/choose.h"

#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/base/say.h"

/* Whether a new name at `path` would lie in the folder `folder`; then its real
 * path is in `ret_folder`. */
static bool lies_in(const char *path, const char *folder,
		    char ret_folder[PATH_MAX])
{
	char copy[PATH_MAX], parent[PATH_MAX];
	struct stat stat_of_folder;
	size_t length;

	if (!folder || strlen(path) >= sizeof(copy) ||
	    stat(folder, &stat_of_folder) < 0 ||
	    !S_ISDIR(stat_of_folder.st_mode))
		return false;
	memcpy(copy, path, strlen(path) + 1);
	if (!realpath(dirname(copy), parent) ||
	    !realpath(folder, ret_folder))
		return false; /* whoever makes it will say so */
	length = strlen(ret_folder);
	if (length == 1)
		return true; /* the root */
	return strncmp(parent, ret_folder, length) == 0 &&
	       (parent[length] == '/' || parent[length] == '\0');
}

/* Beside the folder that it would lie in. */
static bool put_beside(const char *folder, const char *name,
		       char path[PATH_MAX])
{
	char real[PATH_MAX];
	int count;

	if (!lies_in(path, folder, real))
		return true;
	count = snprintf(path, PATH_MAX, "%s/%s", dirname(real), name);
	return count > 0 && count < PATH_MAX;
}

/* The folder that `dir`, a real path, is the script-bin of: it becomes that; or
 * NULL. */
static const char *job_of_bin(char dir[PATH_MAX])
{
	char *slash = strrchr(dir, '/');

	if (!slash || strcmp(slash, "/script-bin") != 0)
		return NULL;
	slash[slash == dir] = '\0'; /* the root stays */
	return dir;
}

/* The job that a single script lies in, which is not packed now. */
static const char *job_of_script(const char *script, char ret[PATH_MAX])
{
	char real[PATH_MAX];

	if (!script || !realpath(script, real))
		return NULL;
	(void)snprintf(ret, PATH_MAX, "%s", dirname(real));
	return job_of_bin(ret);
}

int run_choose_dir(const struct request *request, char ret[PATH_MAX])
{
	char of_script[PATH_MAX], here[PATH_MAX];
	const char *folders[] = {
		request->job, request->data,
		job_of_script(request->job, of_script),
		realpath(".", here) ? job_of_bin(here) : NULL,
	};
	char name[JOB_NAME_MAX + 16];
	int count;

	(void)snprintf(name, sizeof(name), "%s.results", request->options.job);
	count = snprintf(ret, PATH_MAX, "%s", request->dir ? request->dir :
							     name);
	if (count < 0 || count >= PATH_MAX)
		return fail(EXIT_BAD_USE, "make %s: %s", request->dir,
			    strerror(ENAMETOOLONG));
	/* One of them may lie around another. */
	for (int i = 0; !request->dir && i < 8; i++)
		if (!put_beside(folders[i % 4], name, ret))
			return fail(EXIT_BAD_USE, "make %s: %s; name another "
				    "with -o", name, strerror(ENAMETOOLONG));
	return 0;
}
