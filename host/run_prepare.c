/* SPDX-License-Identifier: MIT */
/* run_prepare: all that can be missing or wrong is looked for before anything
 * is made. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "job.h"
#include "parts.h"
#include "run.h"

/* A path that the user gave instead of a part's. */
static int choose_part(const char *given, const char *part,
		       char ret_path[PATH_MAX])
{
	char bytes[DETAIL_MAX];
	struct text why;
	int fd;

	text_init(&why, bytes, sizeof(bytes));
	if (!given) {
		if (parts_find(part, ret_path, &why) < 0)
			return fail(EXIT_HOST_FAILED, "%s", bytes);
		return 0;
	}
	fd = file_open(given);
	if (fd < 0)
		return fail(EXIT_BAD_USE, "read %s: %s", given,
			    file_reason(fd));
	(void)close(fd); /* opened for reading */
	if (!realpath(given, ret_path))
		return fail(EXIT_BAD_USE, "read %s: %s", given,
			    strerror(errno));
	return 0;
}

static int find_profile(struct run *run)
{
	char part[64], path[PATH_MAX], bytes[DETAIL_MAX];
	const char *name = run->request.machine;
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (!option_job_name_ok(span_of(name)) || strlen(name) > 32)
		return fail(EXIT_BAD_USE, "--machine: bad name, wanted: such "
			    "as q35");
	(void)snprintf(part, sizeof(part), "profiles/%s.conf", name);
	if (parts_find(part, path, &why) < 0)
		return fail(EXIT_BAD_USE, "--machine %s: %s", name, bytes);
	text_init(&why, bytes, sizeof(bytes));
	if (profile_read(path, &run->profile, &why) < 0)
		return fail(EXIT_HOST_FAILED, "read %s: %s", path, bytes);
	return 0;
}

/* What gva.conf of a job directory says counts for our deadline, and is
 * checked before anything starts.  That of a packed app is in its image. */
static int read_gva_conf(struct run *run)
{
	char path[PATH_MAX], reason[DETAIL_MAX];
	char *bytes = malloc(CONF_SIZE_MAX);
	struct text why;
	size_t length;
	int err = -ENOMEM;

	text_init(&why, reason, sizeof(reason));
	if (bytes && snprintf(path, sizeof(path), "%s/gva.conf",
			      run->request.job) < PATH_MAX)
		err = file_read(path, bytes, CONF_SIZE_MAX, &length);
	if (err == 0 && options_conf(&run->request.options, ORIGIN_GVA_CONF,
				     (struct span){ bytes, length }, &why) < 0)
		err = fail(EXIT_BAD_USE, "read %s: %s", path, reason);
	else if (err == -ENOENT || err == -ENOTDIR)
		err = 0; /* it is optional; a single script has none */
	else if (err < 0)
		err = fail(EXIT_BAD_USE, "read %s/gva.conf: %s",
			   run->request.job, file_reason(err));
	free(bytes);
	return err;
}

/* The name that the job was packed with, else one from the path. */
static void choose_job_name(struct run *run)
{
	const struct request *request = &run->request;
	char bytes[PATH_MAX + DETAIL_MAX];
	struct image image;
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (request->app && image_probe(request->app, &image, &why) == 0 &&
	    image.has_status && image.status.job[0])
		memcpy(run->job, image.status.job, sizeof(run->job));
	else
		job_name(request->job ? request->job :
			 request->app ? request->app : request->out, run->job);
}

/* Words of ours, beside those that the user asked for. */
static int complete_words(struct run *run)
{
	struct request *request = &run->request;
	bool named = request->options.job_origin != ORIGIN_DEFAULT;
	char seconds[24], reason[DETAIL_MAX];
	struct text why;
	int err = 0;

	text_init(&why, reason, sizeof(reason));
	if (named)
		memcpy(run->job, request->options.job, sizeof(run->job));
	else
		choose_job_name(run);
	if (!named)
		err = request_set(request, span_of("job"), span_of(run->job),
				  &why);
	/* Host and guest must mean the same deadline. */
	if (err == 0 && !request->job &&
	    request->options.origins[OPTION_DEADLINE] == ORIGIN_DEFAULT) {
		(void)snprintf(seconds, sizeof(seconds), "%llu",
			       (unsigned long long)request->options.values[
				       OPTION_DEADLINE]);
		err = request_set(request, span_of("deadline"),
				  span_of(seconds), &why);
	}
	if (err < 0)
		return fail(EXIT_BAD_USE, "run: %s", reason);
	return 0;
}

static int find_qemu(struct run *run)
{
	char bytes[DETAIL_MAX + PATH_MAX];
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (qemu_find(&run->qemu, &why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", bytes);
	qemu_find_firmware(&run->qemu, &run->profile);
	if (qemu_ask(&run->qemu, &run->profile, &run->asked, &why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", bytes);
	run->asking = true;
	return 0;
}

int run_prepare(struct run *run)
{
	struct request *request = &run->request;
	struct acceleration choice;
	int status = request->job ? read_gva_conf(run) : 0;

	if (status == 0 && accelerator_choose(request->accel, true,
					      &choice) == -EINVAL)
		status = fail(EXIT_BAD_USE, "--accel %s: wanted: auto, kvm or "
			      "tcg", request->accel);
	if (status == 0)
		status = complete_words(run);
	if (status == 0)
		status = find_profile(run);
	if (status == 0)
		status = choose_part(request->kernel,
				     run->profile.values[PROFILE_KERNEL],
				     run->kernel);
	if (status == 0)
		status = choose_part(request->initrd, "initramfs.cpio",
				     run->initrd);
	return status ? status : find_qemu(run);
}

int run_path(const struct run *run, const char *name, char ret[PATH_MAX])
{
	int count = snprintf(ret, PATH_MAX, "%s/%s", run->dir, name);

	return count < 0 || count >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int run_make_dir(struct run *run)
{
	char name[JOB_NAME_MAX + 16], work[PATH_MAX];
	const char *dir = run->request.dir;

	(void)snprintf(name, sizeof(name), "%s.results", run->job);
	if (!dir)
		dir = name;
	if (mkdir(dir, 0777) < 0)
		return fail(errno == EEXIST ? EXIT_BAD_USE : EXIT_HOST_FAILED,
			    "make %s: %s; name another with -o", dir,
			    strerror(errno));
	run->made_dir = true;
	if (!realpath(dir, run->dir) || run_path(run, RUN_WORK, work) < 0 ||
	    mkdir(work, 0700) < 0)
		return fail(EXIT_HOST_FAILED, "make %s/%s: %s", dir, RUN_WORK,
			    strerror(errno));
	return 0;
}
