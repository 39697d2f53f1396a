/* SPDX-License-Identifier: MIT */
#include "host/pack/scripts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/program.h"
#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/pack/program.h"

static void warn_of(const struct program_view *view, int directory,
		    const char *folder, const char *name)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct stat stat;

	if (fstatat(directory, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return; /* the copy will say so */
	if (!S_ISLNK(stat.st_mode) && !S_ISDIR(stat.st_mode) &&
	    !S_ISREG(stat.st_mode))
		return; /* it is left out, and that is said */
	if (!S_ISREG(stat.st_mode) || !(stat.st_mode & 0111))
		text_put(why, program_refusal(S_ISLNK(stat.st_mode),
					       S_ISDIR(stat.st_mode)));
	else
		image_program_check(view, directory, name, why);
	if (why->length > 0)
		say("warning: %s%s: %s", folder, name, why->bytes);
}

static int is_listed(const struct dirent *entry)
{
	/* The guest skips such names too; the rest is not packed. */
	return entry->d_name[0] != '.' && entry->d_type != DT_FIFO &&
	       entry->d_type != DT_SOCK && entry->d_type != DT_CHR &&
	       entry->d_type != DT_BLK;
}

static int check_bin(const struct program_view *view, int bin, const char *app,
		     struct text *why)
{
	struct dirent **entries;
	int count = scandirat(bin, ".", &entries, is_listed, alphasort);

	if (count < 0)
		return explain(why, -errno, "read %s/script-bin: %s", app,
			       strerror(errno));
	for (int i = 0; i < count; i++) {
		warn_of(view, bin, TREE_SCRIPT_BIN "/",
			entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (count == 0)
		return explain(why, -EINVAL, "pack %s: its script-bin is "
			       "empty, put the job's scripts there", app);
	return 0;
}

static int check_script(const char *path, bool own_root, struct text *why)
{
	const struct program_view view = { -1, own_root };
	const char *slash = strrchr(path, '/');

	if ((slash ? slash[1] : path[0]) == '.')
		return explain(why, -EINVAL, "pack %s: a name that begins "
			       "with a dot is not run, rename it", path);
	warn_of(&view, AT_FDCWD, "", path);
	return 0;
}

int image_scripts_check(const char *app, bool own_root, struct text *why)
{
	int directory = open(app, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const struct program_view view = { directory, own_root };
	struct stat stat;
	bool has_run;
	int bin, err;

	if (directory < 0 || fstat(directory, &stat) < 0) {
		err = explain(why, -errno, "read %s: %s", app,
			      strerror(errno));
		file_close_read(directory);
		return err;
	}
	if (S_ISREG(stat.st_mode)) {
		file_close_read(directory);
		return check_script(app, own_root, why);
	}
	bin = openat(directory, TREE_SCRIPT_BIN, O_RDONLY | O_DIRECTORY |
		     O_NOFOLLOW | O_CLOEXEC);
	/* Where the guest puts the script that runs. */
	has_run = faccessat(directory, TREE_SCRIPT_RUN, F_OK,
			    AT_SYMLINK_NOFOLLOW) == 0;
	if (bin < 0)
		err = explain(why, -EINVAL, "pack %s: it has no directory "
			      "script-bin with the job's scripts", app);
	else if (has_run)
		err = explain(why, -EINVAL, "pack %s: it has a script-run, "
			      "which is the appliance's own place; name it "
			      "otherwise", app);
	else
		err = check_bin(&view, bin, app, why);
	file_close_read(bin);
	file_close_read(directory);
	return err;
}
