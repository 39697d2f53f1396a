/* SPDX-License-Identifier: MIT */
#include "init/job/queue.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "init/base/listing.h"
#include "init/base/sys.h"
#include "init/job/folder.h"
#include "init/job/run_place.h"
#include "init/machine/job_tree.h"

static const char script_bin[] = TREE_SCRIPT_BIN;

static int too_many(struct boot *boot)
{
	return boot_fail(boot, VERDICT_LIMIT, script_bin,
			 "more than 10000 scripts, or 1 MiB of their names");
}

/* -errno of listing script-bin, as the verdict that it is. */
static int list_fail(struct boot *boot, int err)
{
	return err == -E2BIG ? too_many(boot) :
	       boot_fail_io(boot, "list script-bin", err);
}

/* The lower side of the overlay, which folder_list() is not shown. */
static int check_lower(struct boot *boot)
{
	int app = job_tree_role(boot, ROLE_APP), fd;

	if (app < 0)
		return app;
	fd = folder_list(app, script_bin);
	(void)close(app); /* opened for reading */
	if (fd < 0)
		return fd;
	(void)close(fd); /* opened for reading */
	return 0;
}

static int list_plan(struct boot *boot, struct listing *listing)
{
	const char *name;
	int err;

	while ((err = listing_next(listing, &name)) > 0)
		if (plan_add(&boot->plan, name) < 0)
			return -E2BIG;
	return err;
}

int queue_plan(struct boot *boot)
{
	struct listing listing = { .fd = -1 };
	int err = check_lower(boot);

	if (err == 0)
		err = listing.fd = folder_list(boot->app_fd, script_bin);
	if (err < 0 && err != -E2BIG)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE,
				       "open script-bin of app", err);
	if (run_place_is_there(boot))
		return boot_fail(boot, VERDICT_BAD_IMAGE, "app", "it holds a "
				 "script-run, which is the appliance's own "
				 "place; name it otherwise");
	if (err >= 0) {
		err = list_plan(boot, &listing);
		(void)close(listing.fd); /* opened for reading */
	}
	if (err < 0)
		return list_fail(boot, err);
	plan_close(&boot->plan);
	return 0;
}

static void judge(int folder, struct next_script *next)
{
	struct stat stat;

	next->why = "";
	if (fstatat(folder, next->name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		next->blocked = -errno;
	else
		next_script_judge(next, stat.st_mode);
}

int queue_next(struct boot *boot, struct next_script *ret)
{
	struct listing listing = {
		.fd = folder_list(boot->app_fd, script_bin),
	};
	const char *name;
	bool found;
	int err = listing.fd;

	/* A script may have removed the folder, or put a link in its place:
	 * then nothing is left, and what was planned is withdrawn. */
	if (folder_meddled(err))
		return 0;
	ret->name[0] = '\0';
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0)
		next_script_offer(ret, &boot->plan, name);
	found = ret->name[0] != '\0';
	if (found)
		judge(listing.fd, ret);
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	if (err < 0)
		return list_fail(boot, err);
	if (found && boot->sequence == SCRIPTS_MAX)
		return too_many(boot);
	return found;
}

int queue_mark_waiting(struct boot *boot)
{
	struct listing listing = {
		.fd = folder_list(boot->app_fd, script_bin),
	};
	const char *name;
	int err = listing.fd;

	if (folder_meddled(err))
		return 0;
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0) {
		struct plan_entry *entry = plan_find(&boot->plan, name);

		if (!entry)
			entry = plan_insert(&boot->plan, name);
		if (entry)
			entry->waits = true;
		else
			err = -E2BIG;
	}
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	return err < 0 ? list_fail(boot, err) : 0;
}

void queue_settle(struct boot *boot, const char *name)
{
	struct plan_entry *entry = plan_find(&boot->plan, name);

	if (entry)
		entry->recorded = true;
}

int queue_stays(struct boot *boot, const char *name)
{
	struct plan_entry *entry = plan_find(&boot->plan, name);

	if (!entry)
		entry = plan_insert(&boot->plan, name);
	if (!entry)
		return too_many(boot);
	entry->recorded = true;
	entry->stays = true;
	return 0;
}
