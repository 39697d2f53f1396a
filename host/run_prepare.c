/* SPDX-License-Identifier: MIT */
/* run_prepare: all that can be missing or wrong is looked for before anything
 * is made. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/file.h"
#include "contract/tree.h"
#include "host/job.h"
#include "host/parts.h"
#include "host/run.h"
#include "host/say.h"

/* A path that the user gave instead of a part's. */
static int choose_part(const char *given, const char *part,
		       char ret_path[PATH_MAX])
{
	char bytes[DETAIL_MAX];
	struct stat status;
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
	file_close_read(fd);
	if (!realpath(given, ret_path))
		return fail(EXIT_BAD_USE, "read %s: %s", given,
			    strerror(errno));
	if (stat(ret_path, &status) == 0 && status.st_size == 0)
		return fail(EXIT_BAD_USE, "read %s: it is empty", given);
	return 0;
}

/* Whether it begins as an archive does that the kernel unpacks, or one that
 * was compressed (Linux usr/, init/initramfs.c); a guest with another panics,
 * which would look as if it was worth a retry. */
static int check_initrd(const char *path)
{
	static const struct {
		size_t length;
		const char *bytes;
	} magics[] = {
		{ 5, "07070" }, { 2, "\x1f\x8b" }, { 3, "BZh" },
		{ 2, "\x5d\0" }, { 4, "\xfd" "7zX" },
		{ 4, "\x89" "LZO" }, { 4, "\x02\x21\x4c\x18" },
		{ 4, "\x28\xb5\x2f\xfd" },
	};
	char bytes[8] = "";
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t count = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));

	file_close_read(fd);
	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++)
		if (count >= (ssize_t)magics[i].length &&
		    memcmp(bytes, magics[i].bytes, magics[i].length) == 0)
			return 0;
	return fail(EXIT_BAD_USE, "use --initrd %s: it is no cpio archive, "
		    "also not a compressed one", path);
}

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

static int check_places(const struct run *run)
{
	const struct request *request = &run->request;
	const char *folders[] = { request->job, request->data };
	char dir[PATH_MAX];
	int status = run_choose_dir(run, dir);

	for (size_t i = 0; status == 0 && i < 2; i++) {
		status = check_place("-o", dir, folders[i]);
		if (status == 0)
			status = check_place("--out", request->out,
					     folders[i]);
	}
	return status;
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
		return strcmp(name, MACHINE_DEFAULT) == 0 ?
			fail(EXIT_HOST_FAILED, "%s", bytes) :
			fail(EXIT_BAD_USE, "--machine %s: no such machine, "
			     "wanted: as gva run --help has it", name);
	text_init(&why, bytes, sizeof(bytes));
	if (profile_read(path, &run->profile, &why) < 0)
		return fail(EXIT_HOST_FAILED, "read %s: %s", path, bytes);
	return 0;
}

/* The name that the job was packed with, else one from the path. */
static void choose_job_name(struct run *run)
{
	const struct request *request = &run->request;
	const char *path = request->job ? request->job :
			   request->app ? request->app : request->out;
	char bytes[PATH_MAX + DETAIL_MAX];
	const char *packed = "";
	struct image image;
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (request->app && image_probe(request->app, &image, &why) == 0)
		packed = image.has_status && image.status.job[0] ?
			 image.status.job : image.superblock.last_mounted;
	if (option_job_name_ok(span_of(packed)))
		(void)snprintf(run->job, sizeof(run->job), "%s", packed);
	else
		job_name(path, run->job);
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
	int status = request->job ?
		job_read_conf(request->job, &request->options) : 0;

	if (status == 0 && accelerator_choose(request->accel, true,
					      &choice) == -EINVAL)
		status = fail(EXIT_BAD_USE, "--accel %s: wanted: auto, kvm or "
			      "tcg", request->accel);
	if (status == 0)
		status = complete_words(run);
	if (status == 0)
		status = check_places(run);
	if (status == 0)
		status = find_profile(run);
	if (status == 0)
		status = choose_part(request->kernel,
				     run->profile.values[PROFILE_KERNEL],
				     run->kernel);
	if (status == 0)
		status = choose_part(request->initrd, "initramfs.cpio",
				     run->initrd);
	if (status == 0 && request->initrd)
		status = check_initrd(run->initrd);
	return status ? status : find_qemu(run);
}
