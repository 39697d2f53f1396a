/* SPDX-License-Identifier: MIT */
/* gva results: the records and files of an out image, copied to the host. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/exit_status.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/command/commands.h"
#include "host/command/usage.h"
#include "host/machine/repair.h"
#include "host/results/results.h"

static const char help[] =
	"usage: gva results IMAGE DIR [--json] [--no-repair]\n"
	"\n"
	"Copy the results that an out image holds into DIR, which must not\n"
	"exist or be empty: DIR/results/NNNN-NAME/{record,stdout,stderr} for\n"
	"each script, DIR/files/ for what the scripts left in /out.  Links,\n"
	"devices and foreign names are left out, and said.\n"
	"\n"
	"An image that was not closed, as its machine was lost, is repaired\n"
	"first, in a machine of its own.\n"
	"\n"
	"  --json       print the results as JSON instead of a table\n"
	"  --no-repair  never write to the image; refuse what needs it\n"
	"  -h, --help   show this\n"
	"\n"
	"Exit status: as `gva run` would have for the job's end once all is\n"
	"copied; 3 when something could not be read; 2 for a mistake in the\n"
	"command; 4 when the host failed, as for want of space.\n";

struct results_request {
	const char *image;
	const char *folder;
	bool json;
	bool no_repair;
};

/* Fills in the request; -1, or the exit status that ends the command. */
static int take(struct results_request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "no-repair", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option;

	opterr = 0; /* told below, in one line */
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h')
			return usage_help(help);
		if (option != 'j' && option != 'n')
			return usage_bad_option("results", option, argv, "h");
		request->json |= option == 'j';
		request->no_repair |= option == 'n';
	}
	if (argc - optind != 2)
		return fail(EXIT_BAD_USE, "results takes IMAGE and DIR, see "
			    "gva results --help");
	request->image = argv[optind];
	request->folder = argv[optind + 1];
	return -1;
}

static bool print_json(const struct image *image,
		       const struct results *results, bool whole)
{
	cJSON *all = cJSON_CreateObject();
	cJSON *list = results_json(results);
	char line[4 * DETAIL_MAX + 128] = "", *printed = NULL;
	struct text text;

	text_init(&text, line, sizeof(line));
	if (image->has_status)
		status_line(&text, &image->status);
	if (all && list && cJSON_AddItemToObject(all, "results", list) &&
	    cJSON_AddStringToObject(all, "status", line) &&
	    cJSON_AddBoolToObject(all, "whole", whole) &&
	    cJSON_AddNumberToObject(all, "files", (double)results->files) &&
	    cJSON_AddNumberToObject(all, "bytes", (double)results->bytes) &&
	    cJSON_AddNumberToObject(all, "left_out",
				    (double)results->left_out))
		printed = cJSON_Print(all);
	else if (!all || !cJSON_HasObjectItem(all, "results"))
		cJSON_Delete(list);
	cJSON_Delete(all);
	if (!printed)
		return false;
	(void)puts(printed); /* the flush below tells of an error */
	cJSON_free(printed);
	return true;
}

static void print_table(const struct image *image,
			const struct results *results)
{
	char line[4 * DETAIL_MAX + 128];
	struct text text;

	text_init(&text, line, sizeof(line));
	if (image->has_status) {
		status_line(&text, &image->status);
		(void)printf("%s\n", line);
	}
	results_table(stdout, results);
	(void)printf("%zu results, %zu files, %" PRIu64 " bytes",
		     results->count, results->files, results->bytes);
	if (results->left_out > 0)
		(void)printf(", %zu left out", results->left_out);
	(void)printf("\n");
}

/* The exit status of an image whose every result was read. */
static int judge(const struct image *image, const struct results *results)
{
	const struct status *status = &image->status;

	if (image->status_damaged)
		return fail(EXIT_NOT_FINISHED, "read %s: its status block is "
			    "torn or damaged, the verdict is lost",
			    image->path);
	if (!image->has_status)
		return fail(EXIT_BAD_USE, "read %s: it has no status block, "
			    "so its verdict is not known", image->path);
	if (status->state != STATE_ENDED)
		return fail(EXIT_NOT_FINISHED, "read %s: its state is %s, "
			    "there is no verdict", image->path,
			    status_state_word(status->state));
	if (status->scripts != results->count ||
	    status->failed != results_failed(results))
		return fail(EXIT_NOT_FINISHED, "read %s: records are missing, "
			    "its verdict counts %" PRIu64 " and %" PRIu64
			    " failed", image->path, status->scripts,
			    status->failed);
	return (int)exit_of_verdict(status->verdict);
}

/* Of the folders in it those that nothing came into. */
static void remove_empty(const char *folder)
{
	static const char *const names[] = { TREE_FILES, TREE_RESULTS };
	int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; fd >= 0 && i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlinkat(fd, names[i], AT_REMOVEDIR); /* others stay */
	file_close_read(fd);
}

static int extract(const struct results_request *request,
		   const struct image *image)
{
	struct results results;
	struct reason reason;
	struct text *why = reason_init(&reason);
	bool printed = true;
	int status, err = results_extract(image, request->folder, &results,
					  why);

	/* One that never ran may be asked again. */
	if (image->has_status && image->status.state == STATE_NOT_RUN)
		remove_empty(request->folder);
	if (request->json)
		printed = print_json(image, &results, err == 0);
	else if (err == 0 || results.count > 0)
		print_table(image, &results);
	/* Who stops reading knows that. */
	if (!printed || (fflush(stdout) != 0 && errno != EPIPE))
		status = fail(EXIT_HOST_FAILED, "print the results: %m");
	else if (err < 0)
		status = fail(exit_of_reading(err), "%s", why->bytes);
	else
		status = judge(image, &results);
	results_free(&results);
	return status;
}

/* Makes the folder, or takes one that is empty, for us alone: its descriptor
 * has its lock; or -errno. */
static int take_folder(const char *path, bool *ret_made)
{
	bool made = mkdir(path, 0777) == 0;
	int fd, count, err = 0;

	if (!made && errno != EEXIST)
		return -errno;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Where there are no locks, the first name in it must do. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		err = -EBUSY;
	else if ((count = file_count_names(path)) != 0)
		err = count < 0 ? count : -ENOTEMPTY;
	if (err < 0) {
		(void)close(fd); /* a folder: nothing is lost */
		return err;
	}
	*ret_made = made;
	return fd;
}

/* With the folder ours. */
static int copy(const struct results_request *request, struct image *image)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (repair_needed(image) && !request->no_repair) {
		int err = repair(image, NULL, why);

		if (err == -EINTR)
			return fail(EXIT_NOT_FINISHED, "%s", why->bytes);
		if (err < 0)
			say("%s", why->bytes); /* the reader tells the rest */
	}
	return extract(request, image);
}

int command_results(int argc, char **argv)
{
	struct results_request request = { 0 };
	int status = take(&request, argc, argv), folder;
	struct reason reason;
	struct text *why = reason_init(&reason);
	bool made = false;
	struct image image;

	if (status >= 0)
		return status;
	if (image_probe(request.image, &image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	if (image_in_use(request.image))
		return fail(EXIT_NOT_FINISHED, "read %s: a QEMU has it "
			    "attached, wait for its end", request.image);
	folder = take_folder(request.folder, &made);
	if (folder == -EBUSY)
		return fail(EXIT_NOT_FINISHED, "use %s: another gva copies "
			    "into it; wait for its end", request.folder);
	if (folder < 0)
		return fail(EXIT_BAD_USE, "make folder %s: %s", request.folder,
			    strerror(-folder));
	status = copy(&request, &image);
	if (made)
		(void)rmdir(request.folder); /* where nothing came into it */
	(void)close(folder); /* a folder: nothing is lost */
	return status;
}
