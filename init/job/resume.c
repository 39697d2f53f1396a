/* SPDX-License-Identifier: MIT */
#include "init/job/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "contract/record.h"
#include "contract/tree.h"
#include "init/base/listing.h"
#include "init/base/sys.h"
#include "init/job/queue.h"
#include "init/job/run_place.h"
#include "init/out/identity.h"
#include "init/out/marker.h"
#include "init/out/plan_disk.h"

enum { PATH_SIZE = 16 + RESULT_NAME_SIZE };

/* Reads results/NAME/record, which must be of a folder with this name. */
static int read_record(int results, const char *name, struct record *ret)
{
	char path[PATH_SIZE], bytes[RECORD_SIZE_MAX], own[RESULT_NAME_SIZE];
	struct text text;
	size_t length;
	int err;

	if (!result_name_ok(span_of(name)))
		return -EBADMSG;
	text_init(&text, path, sizeof(path));
	text_put(&text, name);
	text_put(&text, "/" TREE_RECORD);
	err = sys_read_file(results, path, bytes, sizeof(bytes), &length);
	if (err < 0)
		return err;
	if (record_decode(bytes, length, ret) < 0)
		return -EBADMSG;
	result_name(ret->sequence, ret->script, own);
	return strcmp(own, name) == 0 ? 0 : -EBADMSG;
}

/* A committed record settles its script. */
static int take_record(struct boot *boot, const struct record *record)
{
	boot->earlier.records++;
	boot->ending.status.scripts++;
	boot->ending.status.failed += !outcome_success(record->outcome);
	if (record->sequence > boot->sequence)
		boot->sequence = record->sequence;
	/* What never began lies in script-bin for good. */
	if (record->attempt == 0)
		return queue_stays(boot, record->script);
	queue_settle(boot, record->script);
	return 0;
}

/* -errno of the folder, or of the first record that is not whole, whose name
 * comes back; with `skip` such a record is passed over. */
static int read_results(struct boot *boot, bool skip,
			char ret_bad[RESULT_NAME_SIZE])
{
	struct listing listing = {
		.fd = sys_open_beneath(boot->out.fd, TREE_RESULTS,
				       O_RDONLY | O_DIRECTORY),
	};
	static struct record record;
	const char *name;
	int err = listing.fd;

	boot->ending.status.scripts = 0;
	boot->ending.status.failed = 0;
	while (err >= 0 && (err = listing_next(&listing, &name)) > 0) {
		struct text bad;

		watchdog_step(&boot->watchdog);
		text_init(&bad, ret_bad, RESULT_NAME_SIZE);
		text_put(&bad, name);
		err = read_record(listing.fd, name, &record);
		if (err == 0)
			err = take_record(boot, &record);
		else if (skip)
			err = 0;
	}
	if (listing.fd >= 0)
		(void)close(listing.fd); /* opened for reading */
	return err;
}

/* The script that was begun and has no record; how often, and whether its file
 * is still there. */
static int find_taken(struct boot *boot)
{
	struct earlier *earlier = &boot->earlier;
	struct marker marker;
	int place, err = marker_find(boot->out.fd, boot->sequence + 1,
				     &marker);

	if (err == 0 && marker.attempt == 0 && marker.torn[0])
		err = run_place_put_back(boot, boot->sequence + 1, marker.torn);
	if (err < 0)
		return boot_fail_io(boot, "list attempts", err);
	if (marker.attempt == 0)
		return 0;
	place = run_place_find(boot, marker.script);
	if (place < 0)
		return boot_fail_io(boot, "look for script", place);
	/* It has put itself back, which takes nothing of its attempts. */
	if (place == PLACE_BIN && run_place_take(boot, marker.script) < 0)
		return -1;
	memcpy(earlier->taken, marker.script, sizeof(earlier->taken));
	earlier->attempts = marker.attempt;
	earlier->gone = place == PLACE_GONE;
	return 0;
}

/* Whether a folder of out has any name. */
static bool has_names(const struct boot *boot, const char *folder,
		      const char *but)
{
	struct listing listing = {
		.fd = sys_open_beneath(boot->out.fd, folder,
				       O_RDONLY | O_DIRECTORY),
		.hidden = true,
	};
	const char *name;
	int found;

	if (listing.fd < 0)
		return false;
	do {
		found = listing_next(&listing, &name);
	} while (found > 0 && but && strcmp(name, but) == 0);
	(void)close(listing.fd); /* opened for reading */
	return found != 0;
}

/* An image without a whole plan and identity is new: they become durable
 * together, before anything is begun.  If something was, they are damaged. */
static int begins_anew(struct boot *boot)
{
	/* What is there already would lie over the app, or hide it; that its
	 * lost+found is hidden is our own doing. */
	if (has_names(boot, TREE_UPPER, TREE_LOST_FOUND))
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", "its overlay "
				 "has files of a job that it does not name; "
				 "give a new out image");
	if (has_names(boot, TREE_ATTEMPTS, NULL) ||
	    has_names(boot, TREE_RESULTS, NULL))
		return boot_fail(boot, VERDICT_BAD_IMAGE, "out", "its plan or "
				 "identity is damaged, which no power cut "
				 "explains; start over with a new out image");
	return 0;
}

static int read_all(struct boot *boot)
{
	char bad[RESULT_NAME_SIZE] = TREE_RESULTS;
	int err;

	boot->earlier.began = true;
	err = read_results(boot, false, bad);
	if (err == -EBADMSG)
		return boot_fail(boot, VERDICT_BAD_IMAGE, bad,
				 "its record is damaged, which no power cut "
				 "explains; start over with a new out image");
	if (err < 0)
		return boot_fail_io(boot, bad, err);
	return find_taken(boot);
}

int resume_job(struct boot *boot)
{
	int ours = identity_check(boot->out.fd, &boot->identity,
				  &boot->ending), failed;
	int err = ours > 0 ? plan_load(&boot->plan, boot->out.fd) : -ENOENT;

	if (ours < 0)
		return -1;
	if (err < 0 && err != -ENOENT && err != -EBADMSG)
		return boot_fail_io(boot, "read plan",
				       err);
	failed = err < 0 ? begins_anew(boot) : read_all(boot);
	boot->ending.status.resumed = boot->earlier.records;
	return failed;
}

int resume_count(struct boot *boot)
{
	char bad[RESULT_NAME_SIZE];

	if (plan_load(&boot->plan, boot->out.fd) == 0)
		boot->ending.status.planned = boot->plan.planned;
	return read_results(boot, true, bad);
}
