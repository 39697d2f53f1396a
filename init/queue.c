/* SPDX-License-Identifier: MIT */
#include "queue.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys.h"

static const char script_bin[] = "script-bin";
static const char script_run[] = "script-run";

static int open_folder(struct boot *boot, const char *name)
{
	return sys_open_beneath(boot->app_fd, name, O_RDONLY | O_DIRECTORY);
}

/* A folder's names, one after the other, without allocation. */
struct listing {
	_Alignas(struct dirent) char bytes[4096];
	int fd, at, length;
};

/* The next name that does not begin with a dot: 1, 0 at the end, -errno. */
static int list_next(struct listing *listing, const char **ret_name)
{
	for (;;) {
		struct dirent *entry;

		if (listing->at == listing->length) {
			listing->length = getdents(listing->fd,
				(void *)listing->bytes,
				sizeof(listing->bytes));
			listing->at = 0;
			if (listing->length <= 0)
				return listing->length < 0 ? -errno : 0;
		}
		entry = (void *)(listing->bytes + listing->at);
		listing->at += entry->d_reclen;
		if (entry->d_name[0] != '.') {
			*ret_name = entry->d_name;
			return 1;
		}
	}
}

static const char *entry_name(const struct plan *plan,
			      const struct plan_entry *entry)
{
	return plan->pool + entry->name;
}

static struct plan_entry *find(struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (strcmp(entry_name(plan, &plan->entries[i]), name) == 0)
			return &plan->entries[i];
	return NULL;
}

/* Adds a name; NULL when the plan is full. */
static struct plan_entry *add(struct plan *plan, const char *name)
{
	size_t size = strlen(name) + 1;
	struct plan_entry *entry = &plan->entries[plan->count];

	if (plan->count == SCRIPTS_MAX ||
	    size > PLAN_POOL_SIZE - plan->pool_used)
		return NULL;
	memcpy(plan->pool + plan->pool_used, name, size);
	*entry = (struct plan_entry){ .name = (uint32_t)plan->pool_used };
	plan->pool_used += size;
	plan->count++;
	return entry;
}

static int compare(const void *one, const void *other, void *plan)
{
	return strcmp(entry_name(plan, one), entry_name(plan, other));
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
	while ((err = list_next(&listing, &name)) > 0)
		if (!add(plan, name)) {
			(void)close(listing.fd); /* opened for reading */
			return too_many(boot);
		}
	(void)close(listing.fd); /* opened for reading */
	if (err < 0)
		return boot_fail_errno(boot, VERDICT_IO_ERROR,
				       "list script-bin", err);
	qsort_r(plan->entries, plan->count, sizeof(plan->entries[0]), compare,
		plan);
	plan->planned = plan->count;
	return 0;
}

static bool stays(struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->entries[i].stays &&
		    strcmp(entry_name(plan, &plan->entries[i]), name) == 0)
			return true;
	return false;
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
	while (err >= 0 && (err = list_next(&listing, &name)) > 0) {
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
	int from, to, fd = -ENOENT;
	int err = sys_make_dir(boot->app_fd, script_run);

	if (err < 0)
		return err;
	to = open_folder(boot, script_run);
	if (to < 0)
		return to;
	from = open_folder(boot, script_bin);
	err = from < 0 ? from : 0;
	if (err == 0 && renameat(from, name, to, name) < 0)
		err = -errno;
	if (err == 0)
		fd = sys_open_beneath(to, name, O_RDONLY | O_NONBLOCK);
	if (from >= 0)
		(void)close(from); /* opened for reading */
	(void)close(to); /* opened for reading */
	return err < 0 ? err : fd;
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
	struct plan_entry *entry = find(&boot->plan, name);

	if (entry)
		entry->recorded = true;
}

int queue_stays(struct boot *boot, const char *name)
{
	struct plan_entry *entry = find(&boot->plan, name);

	if (!entry)
		entry = add(&boot->plan, name);
	if (!entry)
		return too_many(boot);
	entry->recorded = true;
	entry->stays = true;
	return 0;
}
