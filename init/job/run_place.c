/* SPDX-License-Identifier: MIT */
#include "init/job/run_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/clock.h"
#include "init/base/listing.h"
#include "init/base/sys.h"
#include "init/job/folder.h"
#include "init/out/commit.h"

static const char script_bin[] = TREE_SCRIPT_BIN;
static const char script_run[] = TREE_SCRIPT_RUN;

bool run_place_is_there(const struct boot *boot)
{
	return faccessat(boot->app_fd, script_run, F_OK,
			 AT_SYMLINK_NOFOLLOW) == 0;
}

/* Whether the run place is a folder without names. */
static int is_clear(struct boot *boot)
{
	struct listing listing = {
		.fd = folder_list(boot->app_fd, script_run),
	};
	const char *name;
	int err = listing.fd;

	if (err < 0)
		return err;
	err = listing_next(&listing, &name);
	(void)close(listing.fd); /* opened for reading */
	return err < 0 ? err : err == 0;
}

/* The run place is to hold the taken script alone: what scripts have made of
 * it goes out of the way as it is, under a name that none can have foreseen. */
static int clear_run_place(struct boot *boot)
{
	int err = is_clear(boot);
	char aside[48];
	struct text text;

	if (err == 1)
		return 0;
	text_init(&text, aside, sizeof(aside));
	text_put(&text, "." TREE_SCRIPT_RUN "-");
	text_put_u64(&text, clock_passed_ns());
	if (err != -ENOENT)
		err = sys_rename_new(boot->app_fd, script_run, aside);
	else
		err = 0;
	return err == 0 && mkdirat(boot->app_fd, script_run, 0755) < 0 ?
		-errno : err;
}

static int take(struct boot *boot, const char *name)
{
	int from = -1, to = -1, err = clear_run_place(boot);

	if (err == 0)
		err = to = folder_open(boot->app_fd, script_run);
	if (err >= 0)
		err = from = folder_open(boot->app_fd, script_bin);
	if (err >= 0)
		err = renameat(from, name, to, name) < 0 ? -errno : 0;
	if (from >= 0)
		(void)close(from); /* opened for reading */
	if (to >= 0)
		(void)close(to); /* opened for reading */
	return err;
}

int run_place_take(struct boot *boot, const char *name)
{
	int err = take(boot, name);

	if (err < 0 && folder_meddled(err))
		return boot_fail_errno(boot, VERDICT_LIMIT, "take script, a "
				       "script has put something in the way",
				       err);
	return err < 0 ? boot_fail_io(boot, "take script", err) : 0;
}

int run_place_open(struct boot *boot, const char *name)
{
	int folder = folder_open(boot->app_fd, script_run), fd;

	if (folder < 0)
		return folder;
	fd = sys_open_beneath(folder, name, O_RDONLY | O_NONBLOCK);
	(void)close(folder); /* opened for reading */
	return fd;
}

int run_place_find(struct boot *boot, const char *name)
{
	int found = folder_holds(boot->app_fd, script_run, name);

	if (found != 0)
		return found < 0 ? found : PLACE_RUN;
	found = folder_holds(boot->app_fd, script_bin, name);
	return found < 0 ? found : found ? PLACE_BIN : PLACE_GONE;
}

static int put_back(struct boot *boot, int run, const char *name)
{
	int bin = folder_open(boot->app_fd, script_bin), err = bin;

	if (bin < 0)
		return err;
	if (renameat(run, name, bin, name) < 0)
		err = -errno;
	(void)close(bin); /* opened for reading */
	return err < 0 ? err : 0;
}

int run_place_put_back(struct boot *boot, uint64_t sequence, const char *result)
{
	struct listing listing = {
		.fd = folder_list(boot->app_fd, script_run),
	};
	char own[RESULT_NAME_SIZE];
	const char *name;
	int err = listing.fd;

	if (folder_meddled(err))
		return 0;
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0) {
		result_name(sequence, name, own);
		if (strcmp(own, result) == 0) {
			err = put_back(boot, listing.fd, name);
			break;
		}
	}
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	return err;
}

int run_place_remove(struct boot *boot, const char *name)
{
	int folder = folder_open(boot->app_fd, script_run), err = folder;

	if (folder >= 0) {
		err = unlinkat(folder, name, 0) < 0 ? -errno : 0;
		(void)close(folder); /* opened for reading */
	}
	return folder_meddled(err) ? 0 : err;
}
