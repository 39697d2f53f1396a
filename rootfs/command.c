/* SPDX-License-Identifier: MIT */
/* command: the one script of a job that is a command line: it becomes the
 * program that its arguments name, looked up in PATH, in the root file system
 * that scripts see.  Its exit statuses are those of env(1): 127, there is no
 * such program; 126, it can't be executed. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CANNOT_EXECUTE = 126, NOT_FOUND = 127 };

int main(int argc, char **argv)
{
	int err;

	if (argc < 2) {
		fputs("gva: run: no command\n", stderr);
		return NOT_FOUND;
	}
	execvp(argv[1], argv + 1);
	err = errno;
	fprintf(stderr, "gva: run %s: %s\n", argv[1], strerror(err));
	return err == ENOENT ? NOT_FOUND : CANNOT_EXECUTE;
}
