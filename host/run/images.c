/* SPDX-License-Identifier: MIT */
#include "host/run/images.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/base/job.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/image/check.h"
#include "host/machine/vm.h"
#include "host/pack/make.h"
#include "host/run/identity.h"

/* What the steps below work on. */
struct making {
	const struct request *request;
	const struct run_dir *dir;
	struct run_out *out;
	struct drives *drives;
};

static int check_readable(const struct image *image)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err;

	err = reader_check_before(image, why);
	if (err < 0)
		say("use %s as out: %s, so its results could not be read; "
		    "make one with gva pack --out SIZE -o FILE", image->path,
		    why->bytes);
	return err;
}

/* Whether the out part is new, goes on, or has nothing left to do. */
static int check_out(struct run_out *out, const struct image *image)
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
	out->boots_before = status->boots;
	out->resuming = status->state != STATE_NOT_RUN;
	/* Made here, but another gva was faster to use it: it is not ours. */
	out->made = out->made && !out->resuming;
	out->finished = status->state == STATE_ENDED &&
			verdict_final(status->verdict);
	return 0;
}

/* Ours until the end, so that what is found on it then is not another's. */
static int lock_out(struct run_out *out, struct image *image,
		    struct text *why)
{
	int lock = image_lock(image->path);

	if (lock == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "use %s as out: another gva "
			    "has it; wait for its end", image->path);
	/* Where there are no locks, QEMU says so or does without. */
	if (lock >= 0)
		out->lock = lock;
	/* It may have been another's until now. */
	if (image_probe(image->path, image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	return 0;
}

/* The out image of the run: the one that the user named, or a copy, whose
 * path is in `copy` then. */
static int take_out(const struct making *making, enum role role,
		    struct image *image, char copy[PATH_MAX], struct text *why)
{
	struct run_out *out = making->out;
	int status = 0, err;

	out->keep = role == ROLE_OUT || making->request->in_place;
	if (out->keep)
		status = lock_out(out, image, why);
	if (status == 0)
		status = check_out(out, image);
	if (status)
		return status;
	if (!out->keep) {
		err = run_dir_path(making->dir, RUN_OUT_IMAGE, copy);
		out->own = err == 0;
		if (err == 0)
			err = image_copy(image, copy, why);
		if (err < 0)
			return fail(exit_of_error(err), "%s", why->bytes);
		image->path = copy;
	}
	(void)snprintf(out->path, sizeof(out->path), "%s", image->path);
	return run_out_hold(out);
}

/* Takes an image in; one with an out part becomes the run's out image. */
static int add_image(const struct making *making, enum role role,
		     const char *path)
{
	char real[PATH_MAX], copy[PATH_MAX];
	int err, roles, status = 0;
	struct image image;
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (!realpath(path, real))
		return fail(EXIT_BAD_USE, "read %s: %s", path, strerror(errno));
	err = image_probe(real, &image, why);
	if (err < 0)
		return fail(exit_of_error(err), "%s", why->bytes);
	if (image.superblock_lost && role != ROLE_OUT)
		return fail(EXIT_BAD_USE, "use %s as %s: its superblock is "
			    "destroyed; gva results repairs what holds "
			    "results", path, role_word(role));
	if (role == ROLE_APP && making->request->in_place &&
	    !(image.roles & ROLE_OUT))
		return fail(EXIT_BAD_USE, "run --in-place: %s has no room for "
			    "results; make one with gva pack --out SIZE", path);
	if ((image.roles ? image.roles : (int)role) & ROLE_OUT)
		status = take_out(making, role, &image, copy, why);
	if (status)
		return status;
	/* It was probed anew, under its lock. */
	roles = image.roles ? image.roles : (int)role;
	run_identity_note(making->out, roles, &image);
	if (drive_add(making->drives, role, &image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	return 0;
}

static int make_image(const struct making *making, enum role role,
		      const char *path, const struct image_contents *contents)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err;

	err = image_make(path, contents, why);
	if (err < 0)
		return fail(exit_of_error(err), "%s", why->bytes);
	return add_image(making, role, path);
}

/* Packs a directory (or script) into the work folder. */
static int pack(const struct making *making, enum role role, const char *name,
		const struct image_contents *contents)
{
	char path[PATH_MAX];

	if (run_dir_path(making->dir, name, path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    name);
	return make_image(making, role, path, contents);
}

static int add_data(const struct making *making, const char *path)
{
	const uint64_t *values = making->request->options.values;
	struct stat status;
	struct drive *drive;
	int result;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		result = pack(making, ROLE_DATA, RUN_DATA,
			      &(struct image_contents){ .data = path });
	else
		result = add_image(making, ROLE_DATA, path);
	/* QEMU locks what it writes to, so that it is one machine's alone. */
	drive = drives_with(making->drives, ROLE_DATA);
	if (result == 0 && drive && drive->roles == ROLE_DATA)
		drive->writable = values[OPTION_DATA] == DATA_READ_WRITE;
	return result == 0 && drive ? vm_check_drive(drive) : result;
}

static int make_out(const struct making *making, const char *path)
{
	const struct request *request = making->request;
	const struct image_contents contents = {
		.out_bytes = request->disk, .job = request->options.job
	};
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err;

	err = image_make(path, &contents, why);
	/* Another gva may have made it meanwhile. */
	if (err < 0 && err != -EEXIST)
		return fail(exit_of_error(err), "%s", why->bytes);
	making->out->made = err == 0 && request->out;
	return add_image(making, ROLE_OUT, path);
}

/* --fresh: only what is an out image makes way. */
static int remove_old_out(const char *path)
{
	struct image image;
	struct reason reason;
	struct text *why = reason_init(&reason);
	int lock, result = 0;

	if (image_probe(path, &image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
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

static int add_given_out(const struct making *making, const char *path)
{
	struct stat status;
	int result = 0;

	if (stat(path, &status) == 0 || errno != ENOENT) {
		if (!making->request->fresh)
			return add_image(making, ROLE_OUT, path);
		result = remove_old_out(path);
	} else if (lstat(path, &status) == 0) {
		return fail(EXIT_BAD_USE, "use %s as out: it is a symbolic "
			    "link to what is not there; remove it, or name "
			    "another with --out", path);
	}
	return result ? result : make_out(making, path);
}

static int add_out(const struct making *making)
{
	char path[PATH_MAX];
	int result;

	if (making->request->out)
		return add_given_out(making, making->request->out);
	if (drives_roles(making->drives) & ROLE_OUT)
		return 0;
	if (run_dir_path(making->dir, RUN_OUT_IMAGE, path) < 0)
		return fail(EXIT_HOST_FAILED, "make %s: its path is too long",
			    RUN_OUT_IMAGE);
	making->out->own = true;
	result = make_out(making, path);
	making->out->keep = false; /* ours, whatever add_image made of it */
	return result;
}

static int write_conf(const struct making *making)
{
	const struct text *conf = &making->request->conf.text;
	struct image image;
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err;

	if (conf->length == 0 || making->out->resuming)
		return 0;
	err = image_probe(making->out->path, &image, why);
	if (err == 0)
		err = image_write_conf(&image, (struct span){
			conf->bytes, conf->length }, why);
	return err < 0 ? fail(exit_of_error(err), "%s", why->bytes) : 0;
}

/* The same bytes as gva pack makes of it, so that it is the same job. */
static int pack_app(const struct making *making)
{
	char name[JOB_NAME_MAX + 1];
	const struct image_contents contents = {
		.app = making->request->job, .job = name,
		.own_root = making->request->root,
	};

	job_name(making->request->job, name);
	return pack(making, ROLE_APP, RUN_APP, &contents);
}

int run_images(const struct request *request, const struct run_dir *dir,
	       struct run_out *out, struct drives *drives)
{
	const struct making making = { request, dir, out, drives };
	int status = request->app ?
		add_image(&making, ROLE_APP, request->app) : pack_app(&making);

	if (status == 0 && request->root)
		status = add_image(&making, ROLE_ROOT, request->root);
	if (status == 0 && request->data)
		status = add_data(&making, request->data);
	if (status == 0)
		status = add_out(&making);
	if (status == 0)
		status = run_identity_check(out, request);
	return status ? status : write_conf(&making);
}
