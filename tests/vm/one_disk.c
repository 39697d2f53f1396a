/* SPDX-License-Identifier: MIT */
/*
 * What a program may expect of files that lie on one file system, of those that
 * the job brought: two names of one file (a, b), folders (d, d/below), a file
 * (mode).
 *
 * usage: one_disk change|look DIRECTORY
 *
 * "look" finds what "change" has made, on a later boot too.  Exit status: 0, or
 * 1 when something is otherwise; it is told on stdout.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int wrong;

static void holds(const char *what, int true)
{
	if (true)
		return;
	printf("not so: %s (%s)\n", what, strerror(errno));
	wrong = 1;
}

static int reads(const char *name, const char *wanted)
{
	char bytes[64] = { 0 };
	int fd = open(name, O_RDONLY);
	ssize_t got = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes) - 1);

	if (fd >= 0)
		(void)close(fd);
	return got >= 0 && strcmp(bytes, wanted) == 0;
}

static int writes(const char *name, const char *bytes)
{
	int fd = open(name, O_WRONLY | O_TRUNC);
	int done = fd >= 0 && write(fd, bytes, strlen(bytes)) ==
			      (ssize_t)strlen(bytes);

	if (fd >= 0)
		(void)close(fd);
	return done;
}

static void look(void)
{
	struct stat a = { 0 }, b = { 0 };

	holds("both names say what was written to one",
	      reads("a", "new") && reads("b", "new"));
	holds("they are one file", stat("a", &a) == 0 && stat("b", &b) == 0 &&
	      a.st_ino == b.st_ino && a.st_nlink == 2);
	holds("a renamed folder has what was in it",
	      reads("e/file", "in d") && reads("e/below/file", "in below"));
	holds("it has its old name no more",
	      access("d", F_OK) < 0 && errno == ENOENT);
	holds("a folder that was moved out has what was in it",
	      reads("moved/file", "in deep"));
	holds("a mode was changed, and nothing else",
	      stat("mode", &a) == 0 && (a.st_mode & 0777) == 0700 &&
	      reads("mode", "mode"));
}

static void change(void)
{
	struct stat before = { 0 }, after = { 0 }, folder = { 0 };

	holds("stat", stat("a", &before) == 0 && stat("d", &folder) == 0);
	holds("write to one name", writes("a", "new"));
	holds("stat again", stat("a", &after) == 0);
	holds("it is the same file behind that",
	      before.st_ino == after.st_ino && before.st_dev == after.st_dev);
	holds("files and folders are of one device",
	      before.st_dev == folder.st_dev);
	holds("rename a folder", rename("d", "e") == 0);
	holds("move one to another place", rename("e/deep", "moved") == 0);
	holds("change a mode", chmod("mode", 0700) == 0);
}

int main(int argc, char **argv)
{
	if (argc != 3 || chdir(argv[2]) < 0)
		return 2;
	if (strcmp(argv[1], "change") == 0)
		change();
	look();
	return wrong;
}
