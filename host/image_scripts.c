/* SPDX-License-Identifier: MIT */
#include "image_scripts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"

/* Linux reads so much of a file for its #! line (BINPRM_BUF_SIZE). */
enum { SHEBANG_MAX = 256 };

/* Whether the first line is "#!..." and ends in CR LF. */
static bool has_crlf(int directory, const char *name)
{
	char head[SHEBANG_MAX];
	struct span rest = { head, 0 }, line;
	int fd = openat(directory, name, O_RDONLY | O_NONBLOCK |
			O_NOFOLLOW | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return false; /* the copy will say so */
	length = read(fd, head, sizeof(head));
	(void)close(fd); /* opened for reading */
	rest.length = length > 0 ? (size_t)length : 0;
	return span_starts(&rest, "#!") && span_line(&rest, &line) &&
	       line.length > 0 && line.bytes[line.length - 1] == '\r';
}

static void warn_of(int directory, const char *folder, const char *name)
{
	struct stat stat;
	const char *reason = NULL;

	if (fstatat(directory, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return; /* the copy will say so */
	if (S_ISLNK(stat.st_mode))
		reason = "a symbolic link is not run, put the script itself "
			 "here";
	else if (S_ISDIR(stat.st_mode))
		reason = "a directory is not run";
	else if (!S_ISREG(stat.st_mode))
		return; /* it is left out, and that is said */
	else if (!(stat.st_mode & 0111))
		reason = "not executable, it will not run (chmod +x)";
	else if (has_crlf(directory, name))
		reason = "its first line ends in CR LF, so its interpreter "
			 "will not be found";
	if (reason)
		say("warning: %s%s: %s", folder, name, reason);
}

static int is_listed(const struct dirent *entry)
{
	/* The guest skips such names too; the rest is not packed. */
	return entry->d_name[0] != '.' && entry->d_type != DT_FIFO &&
	       entry->d_type != DT_SOCK && entry->d_type != DT_CHR &&
	       entry->d_type != DT_BLK;
}

static int check_bin(int bin, const char *app, struct text *why)
{
	struct dirent **entries;
	int count = scandirat(bin, ".", &entries, is_listed, alphasort);

	if (count < 0)
		return explain(why, -errno, "read %s/script-bin: %s", app,
			       strerror(errno));
	for (int i = 0; i < count; i++) {
		warn_of(bin, "script-bin/", entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (count == 0)
		return explain(why, -EINVAL, "pack %s: its script-bin is "
			       "empty, put the job's scripts there", app);
	return 0;
}

static int check_script(const char *path, struct text *why)
{
	const char *slash = strrchr(path, '/');

	if ((slash ? slash[1] : path[0]) == '.')
		return explain(why, -EINVAL, "pack %s: a name that begins "
			       "with a dot is not run, rename it", path);
	warn_of(AT_FDCWD, "", path);
	return 0;
}

int image_scripts_check(const char *app, struct text *why)
{
	int directory = open(app, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat stat;
	bool has_run;
	int bin, err;

	if (directory < 0 || fstat(directory, &stat) < 0) {
		err = explain(why, -errno, "read %s: %s", app,
			      strerror(errno));
		if (directory >= 0)
			(void)close(directory);
		return err;
	}
	if (S_ISREG(stat.st_mode)) {
		(void)close(directory);
		return check_script(app, why);
	}
	bin = openat(directory, "script-bin", O_RDONLY | O_DIRECTORY |
		     O_NOFOLLOW | O_CLOEXEC);
	/* Where the guest puts the script that runs. */
	has_run = faccessat(directory, "script-run", F_OK,
			    AT_SYMLINK_NOFOLLOW) == 0;
	(void)close(directory); /* opened for reading */
	if (bin >= 0 && has_run) {
		(void)close(bin); /* opened for reading */
		return explain(why, -EINVAL, "pack %s: it has a script-run, "
			       "which is the appliance's own place; name it "
			       "otherwise", app);
	}
	if (bin < 0)
		return explain(why, -EINVAL, "pack %s: it has no directory "
			       "script-bin with the job's scripts", app);
	err = check_bin(bin, app, why);
	(void)close(bin);
	return err;
}
