/* SPDX-License-Identifier: MIT */
/* scatter FILE PAGES: writes so many pages anew, no two side by side and in no
 * order, so that each is a request of its own to the disk and nothing else is,
 * and then waits for all of them; SIGTERM does not end it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PAGE = 4096, STEP = 7919 /* a prime: every slot is met */ };

int main(int argc, char **argv)
{
	static char page[PAGE] = "x";
	long pages = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
	int fd = argc == 3 ? open(argv[1], O_RDWR | O_CREAT, 0644) : -1;

	for (long i = 0; fd >= 0 && i < 2 * pages; i++)
		if (write(fd, page, PAGE) != PAGE)
			return 1;
	if (fd < 0 || fsync(fd) < 0)
		return 1;
	(void)signal(SIGTERM, SIG_IGN);
	for (long i = 0; i < pages; i++)
		if (pwrite(fd, page, PAGE, i * STEP % pages * 2 * PAGE) < 0)
			return 1;
	(void)puts("written");
	(void)fflush(stdout);
	(void)fsync(fd);
	(void)puts("synced");
	return 0;
}
