/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "listing.h"
#include "sys.h"

static const char script_bin[] = "script-bin";
static const char script_run[] = "script-run";

static int open_folder(struct boot *boot, const char *name)
{
	return sys_open_beneath(boot->app_fd, name, O_RDONLY | O_DIRECTORY);
}

static int too_many(struct boot *boot)
{
	return boot_fail(boot, VERDICT_LIMIT, script_bin,
			 "more than 10000 scripts, or 1 MiB of their names");
}

int queue_plan(struct boot *boot)
{
	struct plan *plan = &boot->plan;
	struct listing listing = { .fd = open_folder(boot, script_bin) };
	const char *name;
	int err = listing.fd;

	if (listing.fd < 0)
		return boot_fail_errno(boot, VERDICT_BAD_IMAGE,
				       "open script-bin of app", err);
	while ((err = listing_next(&listing, &name)) > 0)
		if (plan_add(plan, name) < 0) {
			(void)close(listing.fd); /* opened for reading */
			return too_many(boot);
		}
	(void)close(listing.fd); /* opened for reading */
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR,
				       "list script-bin", err);
	plan_close(plan);
	return 0;
}

static bool stays(struct plan *plan, const char *name)
{
	const struct plan_entry *entry = plan_find(plan, name);

	return entry && entry->stays;
}

/* Why a name of script-bin can't be run, as exec(2) would say; 0 if it can. */
static int why_blocked(int folder, const char *name)
{
	struct stat stat;

	if (fstatat(folder, name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	if (S_ISLNK(stat.st_mode))
		return -ELOOP;
	return S_ISREG(stat.st_mode) && stat.st_mode & 0111 ? 0 : -EACCES;
}

int queue_next(struct boot *boot, struct next_script *ret)
{
	struct listing listing = { .fd = open_folder(boot, script_bin) };
	const char *name;
	bool found = false;
	int err = listing.fd;

	/* A script may have removed the folder, or put a link in its place:
	 * then nothing is left, and what was planned is withdrawn. */
	if (err == -ENOENT || err == -ELOOP || err == -ENOTDIR)
		return 0;
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0) {
		if (found && strcmp(name, ret->name) >= 0)
			continue;
		if (stays(&boot->plan, name))
			continue;
		/* NAME_MAX of every file system fits. */
		memcpy(ret->name, name, strlen(name) + 1);
		found = true;
	}
	if (found)
		ret->blocked = why_blocked(listing.fd, ret->name);
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR,
				       "list script-bin", err);
	if (found && boot->sequence == SCRIPTS_MAX)
		return too_many(boot);
	return found;
}

int queue_take(struct boot *boot, const char *name)
{
	int from, to, err = sys_make_dir(boot->app_fd, script_run);

	if (err < 0)
		return err;
	to = open_folder(boot, script_run);
	if (to < 0)
		return to;
	from = open_folder(boot, script_bin);
	err = from < 0 ? from : 0;
	if (err == 0 && renameat(from, name, to, name) < 0)
		err = -errno;
	if (from >= 0)
		(void)close(from); /* opened for reading */
	(void)close(to); /* opened for reading */
	return err;
}

int queue_open(struct boot *boot, const char *name)
{
	int folder = open_folder(boot, script_run), fd;

	if (folder < 0)
		return folder;
	fd = sys_open_beneath(folder, name, O_RDONLY | O_NONBLOCK);
	(void)close(folder); /* opened for reading */
	return fd;
}

int queue_taken(struct boot *boot, queue_is_begun is_begun,
		char ret_name[SCRIPT_NAME_MAX + 1])
{
	struct listing listing = { .fd = open_folder(boot, script_run) };
	const char *name;
	bool found = false;
	int err = listing.fd;

	if (err == -ENOENT)
		return 0;
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0) {
		if (found || !is_begun(boot, name)) {
			(void)unlinkat(listing.fd, name, 0);
			continue;
		}
		memcpy(ret_name, name, strlen(name) + 1);
		found = true;
	}
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	return err < 0 ? err : found;
}

int queue_remove(struct boot *boot, const char *name)
{
	int folder = open_folder(boot, script_run);
	int err = 0;

	if (folder < 0)
		return folder == -ENOENT ? 0 : folder;
	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		err = -errno;
	(void)close(folder); /* opened for reading */
	return err;
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

	if (!entry) {
		if (plan_add(&boot->plan, name) < 0)
			return too_many(boot);
		entry = &boot->plan.entries[boot->plan.count - 1];
	}
	entry->recorded = true;
	entry->stays = true;
	return 0;
}
