/* SPDX-License-Identifier: MIT */
#include "host/run/prepare.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/job.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/image/image.h"
#include "host/run/choose.h"
#include "host/run/container.h"

/* What is made must not lie in what goes into it: it would be packed, and an
 * out image there would be another app's the next time. */
static int check_place(const char *what, const char *path, const char *folder)
{
	char real[PATH_MAX], place[PATH_MAX];
	struct stat status;
	size_t length;

	if (!path || !folder || stat(folder, &status) < 0 ||
	    !S_ISDIR(status.st_mode) || !realpath(folder, real) ||
	    path_of_new(path, place) < 0)
		return 0; /* whoever needs it tells */
	length = strlen(real);
	if (strncmp(place, real, length) != 0 || place[length] != '/')
		return 0;
	return fail(EXIT_BAD_USE, "make %s: it would lie in %s, which is "
		    "packed; name another place with %s", path, folder, what);
}

static int check_places(const struct request *request)
{
	const char *folders[] = { request->job, request->data };
	char dir[PATH_MAX];
	int status = run_choose_dir(request, dir);

	for (size_t i = 0; status == 0 && i < 2; i++) {
		status = check_place("-o", dir, folders[i]);
		if (status == 0)
			status = check_place("--out", request->out,
					     folders[i]);
	}
	return status;
}

/* The name that the job was packed with, else one from the path. */
static void choose_job_name(const struct request *request,
			    char ret[JOB_NAME_MAX + 1])
{
	const char *path = request->job ? request->job :
			   request->app ? request->app : request->out;
	const char *packed = "";
	struct image image;
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (request->app && image_probe(request->app, &image, why) == 0)
		packed = image.has_status && image.status.job[0] ?
			 image.status.job : image.superblock.last_mounted;
	if (option_job_name_ok(span_of(packed)))
		(void)snprintf(ret, JOB_NAME_MAX + 1, "%s", packed);
	else
		job_name(path, ret);
}

/* Words of ours, beside those that the user asked for. */
static int complete_words(struct request *request)
{
	char name[JOB_NAME_MAX + 1], seconds[24];
	struct reason reason;
	struct text *why = reason_init(&reason);
	int err = 0;

	if (request->options.job_origin == ORIGIN_DEFAULT) {
		choose_job_name(request, name);
		err = request_set(request, span_of("job"), span_of(name),
				  why);
	}
	/* Host and guest must mean the same deadline. */
	if (err == 0 && !request->job &&
	    request->options.origins[OPTION_DEADLINE] == ORIGIN_DEFAULT) {
		(void)snprintf(seconds, sizeof(seconds), "%llu",
			       (unsigned long long)request->options.values[
				       OPTION_DEADLINE]);
		err = request_set(request, span_of("deadline"),
				  span_of(seconds), why);
	}
	if (err < 0)
		return fail(EXIT_BAD_USE, "run: %s", why->bytes);
	return 0;
}

int run_prepare(struct request *request)
{
	int status = request->job ?
		job_read_conf(request->job, &request->options) : 0;

	if (status == 0 && request->root)
		status = run_container(request);
	if (status == 0)
		status = complete_words(request);
	return status ? status : check_places(request);
}
