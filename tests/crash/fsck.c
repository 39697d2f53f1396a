/* SPDX-License-Identifier: MIT */
#include "tests/crash/fsck.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
	/* e2fsck(8): what it says beside "errors were corrected". */
	NOT_GOOD = ~3,
	FAILED = 8,
	NEVER = -1,
};

/* The exit status of e2fsck with these words, or NEVER. */
static int run(const char *const *words)
{
	posix_spawn_file_actions_t actions;
	int status = 0, err;
	pid_t pid;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return NEVER;
	err = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO,
					       "/dev/null", O_WRONLY, 0);
	if (err == 0)
		err = posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO,
						       STDERR_FILENO);
	if (err == 0) /* posix_spawn(3) takes words that it does not change */
		err = posix_spawnp(&pid, "e2fsck", &actions, NULL,
				   (char *const *)(uintptr_t)words, environ);
	(void)posix_spawn_file_actions_destroy(&actions); /* never fails */
	if (err != 0 || waitpid(pid, &status, 0) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) == 127)
		return NEVER;
	return WEXITSTATUS(status);
}

static int e2fsck(const char *option, const char *path)
{
	const char *const words[] = { "e2fsck", option, path, NULL };

	return run(words);
}

/* As init/machine/repair.c does it. */
static int repair(const char *path)
{
	const char *const small[] = {
		"e2fsck", "-f", "-y", "-b", "2048", "-B", "4096", path, NULL,
	};
	int status = e2fsck("-fy", path);

	return status == FAILED ? run(small) : status;
}

enum fsck fsck_state(struct scratch *scratch,
		     int (*again)(struct scratch *scratch, void *context),
		     void *context)
{
	/* -p without -f replays the journal and ends what was being deleted,
	 * which is what a mount does; it refuses what a mount refuses. */
	int mount = e2fsck("-p", scratch->path), check;

	if (mount == NEVER)
		return FSCK_FAILED;
	if ((mount & NOT_GOOD) == 0) {
		check = e2fsck("-fn", scratch->path);
		return check == NEVER ? FSCK_FAILED :
		       check == 0 ? FSCK_CLEAN : FSCK_DAMAGED;
	}
	if (again(scratch, context) < 0)
		return FSCK_FAILED;
	mount = repair(scratch->path);
	check = mount == NEVER ? NEVER : e2fsck("-fn", scratch->path);
	if (check == NEVER)
		return FSCK_FAILED;
	return (mount & NOT_GOOD) == 0 && check == 0 ? FSCK_REPAIRED :
						       FSCK_DAMAGED;
}
