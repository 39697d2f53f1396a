/* SPDX-License-Identifier: MIT */
/* run_images: the disks of a run, from what the user named: made, copied or
 * taken as they are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/image_make.h"
#include "host/job.h"
#include "host/reader_check.h"
#include "host/run.h"
#include "host/say.h"

static int check_readable(const struct image *image)
{
	char bytes[DETAIL_MAX];
	struct text why;
	int err;

	text_init(&why, bytes, sizeof(bytes));
	err = reader_check_before(image, &why);
	if (err < 0)
		say("use %s as out: %s, so its results could not be read; "
		    "make one with gva pack --out SIZE -o FILE", image->path,
		    bytes);
	return err;
}

/* Whether the out part is new, goes on, or has nothing left to do. */
static int check_out(struct run *run, const struct image *image)
{
	const struct status *status = &image->status;

	if (image->status_damaged)
		return fail(EXIT_BAD_USE, "use %s as out: its status block is "
			    "damaged; --fresh starts over", image->path);
	if (!image->has_status)
		return fail(EXIT_BAD_USE, "use %s as out: it has no status "
			    "block; make one with gva pack --out SIZE -o FILE",
			    image->path);
	if (image_in_use(image->path))
		return fail(EXIT_NOT_FINISHED, "use %s as out: a QEMU has it "
			    "attached; wait for its end", image->path);
	/* The guest repairs it, or says why not. */
	if (!image->superblock_lost && check_readable(image) < 0)
		return EXIT_BAD_USE;
	run->boots_before = status->boots;
	run->resuming = status->state != STATE_NOT_RUN;
	/* Made here, but another gva was faster to use it: it is not ours. */
	run->made_out = run->made_out && !run->resuming;
	run->finished = status->state == STATE_ENDED &&
			verdict_final(status->verdict);
	return 0;
}

/* Ours until the end, so that what is found on it then is not another's. */
static int lock_out(struct run *run, struct image *image, struct text *why)
{
	int lock = image_lock(image->path);

	if (lock == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "use %s as out: another gva "
			    "has it; wait for its end", image->path);
	/* Where there are no locks, QEMU says so or does without. */
	if (lock >= 0)
		run->out_lock = lock;
	/* It may have been another's until now. */
	if (image_probe(image->path, image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	return 0;
}

/* Takes an image in; one with an out part becomes the run's out image. */
static int add_image(struct run *run, enum role role, const char *path)
{
	char bytes[PATH_MAX + DETAIL_MAX], real[PATH_MAX], copy[PATH_MAX];
	struct image image;
	struct text why;
	int err, status;

	text_init(&why, bytes, sizeof(bytes));
	if (!realpath(path, real))
		return fail(EXIT_BAD_USE, "read %s: %s", path, strerror(errno));
	err = image_probe(real, &image, &why);
	if (err < 0)
		return fail(exit_of_error(err), "%s", bytes);
	if (image.superblock_lost && role != ROLE_OUT)
		return fail(EXIT_BAD_USE, "use %s as %s: its superblock is "
			    "destroyed; gva results repairs what holds "
			    "results", path, role_word(role));
	if (role == ROLE_APP && run->request.in_place &&
	    !(image.roles & ROLE_OUT))
		return fail(EXIT_BAD_USE, "run --in-place: %s has no room for "
			    "results; make one with gva pack --out SIZE", path);
	if ((image.roles ? image.roles : (int)role) & ROLE_OUT) {
		run->keep_out = role == ROLE_OUT || run->request.in_place;
		status = run->keep_out ? lock_out(run, &image, &why) : 0;
		if (status == 0)
			status = check_out(run, &image);
		if (status)
			return status;
		if (!run->keep_out) {
			err = run_path(run, RUN_OUT_IMAGE, copy);
			run->own_out = err == 0;
			if (err == 0)
				err = image_copy(&image, copy, &why);
			if (err < 0)
				return fail(exit_of_error(err), "%s", bytes);
			image.path = copy;
		}
		(void)snprintf(run->out_image, sizeof(run->out_image), "%s",
			       image.path);
		status = run_hold_out(run);
		if (status)
			return status;
	}
	run_identity_note(run, image.roles ? image.roles : (int)role, &image);
	if (drive_add(&run->drives, role, &image, &why) < 0)
		return fail(EXIT_BAD_USE, "%s", bytes);
	return 0;
}

static int make_image(struct run *run, enum role role, const char *path,
		      const struct image_contents *contents)
{
	char bytes[PATH_MAX + DETAIL_MAX];
	struct text why;
	int err;

	text_init(&why, bytes, sizeof(bytes));
	err = image_make(path, contents, &why);
	if (err < 0)
		return fail(exit_of_error(err), "%s", bytes);
	return add_image(run, role, path);
}

/* Packs a directory (or script) into the work folder. */
static int pack(struct run *run, enum role role, const char *name,
		const struct image_contents *contents)
{
	char path[PATH_MAX];

	if (run_path(run, name, path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    name);
	return make_image(run, role, path, contents);
}

static int add_data(struct run *run, const char *path)
{
	const uint64_t *values = run->request.options.values;
	struct stat status;
	struct drive *drive;
	int result;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		result = pack(run, ROLE_DATA, RUN_WORK "/data.img",
			      &(struct image_contents){ .data = path });
	else
		result = add_image(run, ROLE_DATA, path);
	/* QEMU locks what it writes to, so that it is one machine's alone. */
	drive = drives_with(&run->drives, ROLE_DATA);
	if (result == 0 && drive && drive->roles == ROLE_DATA)
		drive->writable = values[OPTION_DATA] == DATA_READ_WRITE;
	return result == 0 && drive ? run_check_drive(drive) : result;
}

static int make_out(struct run *run, const char *path)
{
	const struct image_contents contents = {
		.out_bytes = run->request.disk, .job = run->job
	};
	char bytes[PATH_MAX + DETAIL_MAX];
	struct text why;
	int err;

	text_init(&why, bytes, sizeof(bytes));
	err = image_make(path, &contents, &why);
	/* Another gva may have made it meanwhile. */
	if (err < 0 && err != -EEXIST)
		return fail(exit_of_error(err), "%s", bytes);
	run->made_out = err == 0 && run->request.out;
	return add_image(run, ROLE_OUT, path);
}

/* --fresh: only what is an out image makes way. */
static int remove_old_out(const char *path)
{
	char bytes[PATH_MAX + DETAIL_MAX];
	struct image image;
	struct text why;
	int lock, result = 0;

	text_init(&why, bytes, sizeof(bytes));
	if (image_probe(path, &image, &why) < 0)
		return fail(EXIT_BAD_USE, "%s", bytes);
	if (image.roles != ROLE_OUT || (!image.has_status &&
					!image.status_damaged))
		return fail(EXIT_BAD_USE, "start over with %s: it is no out "
			    "image; remove it yourself", path);
	if (image_in_use(path))
		return fail(EXIT_NOT_FINISHED, "start over with %s: a QEMU has it "
			    "attached; wait for its end", path);
	lock = image_lock(path);
	if (lock == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "start over with %s: another "
			    "gva has it; wait for its end", path);
	if (unlink(path) < 0)
		result = fail(EXIT_HOST_FAILED, "remove %s: %s", path,
			      strerror(errno));
	if (lock >= 0)
		(void)close(lock);
	return result;
}

static int add_given_out(struct run *run, const char *path)
{
	struct stat status;
	int result = 0;

	if (stat(path, &status) == 0 || errno != ENOENT) {
		if (!run->request.fresh)
			return add_image(run, ROLE_OUT, path);
		result = remove_old_out(path);
	} else if (lstat(path, &status) == 0) {
		return fail(EXIT_BAD_USE, "use %s as out: it is a symbolic "
			    "link to what is not there; remove it, or name "
			    "another with --out", path);
	}
	return result ? result : make_out(run, path);
}

static int add_out(struct run *run)
{
	char path[PATH_MAX];
	int result;

	if (run->request.out)
		return add_given_out(run, run->request.out);
	if (drives_roles(&run->drives) & ROLE_OUT)
		return 0;
	if (run_path(run, RUN_OUT_IMAGE, path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    RUN_OUT_IMAGE);
	run->own_out = true;
	result = make_out(run, path);
	run->keep_out = false; /* ours, whatever add_image made of it */
	return result;
}

static int write_conf(struct run *run)
{
	const struct text *conf = &run->request.conf.text;
	char bytes[PATH_MAX + DETAIL_MAX];
	struct image image;
	struct text why;
	int err;

	if (conf->length == 0 || run->resuming)
		return 0;
	text_init(&why, bytes, sizeof(bytes));
	err = image_probe(run->out_image, &image, &why);
	if (err == 0)
		err = image_write_conf(&image, (struct span){
			conf->bytes, conf->length }, &why);
	return err < 0 ? fail(exit_of_error(err), "%s", bytes) : 0;
}

/* The same bytes as gva pack makes of it, so that it is the same job. */
static int pack_app(struct run *run)
{
	char name[JOB_NAME_MAX + 1];
	const struct image_contents contents = {
		.app = run->request.job, .job = name
	};

	job_name(run->request.job, name);
	return pack(run, ROLE_APP, RUN_WORK "/app.img", &contents);
}

int run_images(struct run *run)
{
	const struct request *request = &run->request;
	int status = request->app ?
		add_image(run, ROLE_APP, request->app) : pack_app(run);

	if (status == 0 && request->data)
		status = add_data(run, request->data);
	if (status == 0)
		status = add_out(run);
	if (status == 0)
		status = run_identity_check(run);
	if (status == 0)
		status = write_conf(run);
	return status == 0 && run->resuming ? run_add_tools(run) : status;
}
