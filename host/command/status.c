/* SPDX-License-Identifier: MIT */
/* gva status: what an out image tells of its job, without its file system. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host/base/exit_status.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/command/commands.h"
#include "host/command/usage.h"
#include "host/machine/repair.h"

static const char help[] =
	"usage: gva status IMAGE\n"
	"\n"
	"Tell how the job of an out image ended, from its status block.\n"
	"\n"
	"The first line is the one that the guest's console ends with, then\n"
	"come lines of a key and a value.  `in-use yes`: a QEMU of this host\n"
	"has the image attached; a state of `running` without it: the VM was\n"
	"lost, and a machine repairs the image, to count its records.\n"
	"\n"
	"  -h, --help   show this\n"
	"\n"
	"Exit status: as `gva run` would have for that end; 3 when the job\n"
	"never ran, runs or was lost; 2 when there is no status block.\n";

static void print_field(const char *key, const char *value)
{
	char escaped[4 * DETAIL_MAX + 1];
	struct text text;

	text_init(&text, escaped, sizeof(escaped));
	text_put_escaped(&text, value, strlen(value));
	(void)printf("%s %s\n", key, escaped[0] ? escaped : "-");
}

static void print_status(const struct image *image, bool in_use)
{
	const struct status *status = &image->status;
	char line[4 * DETAIL_MAX + 128], roles[ROLE_NAME_MAX + 1] = "-";
	struct text text;

	text_init(&text, line, sizeof(line));
	status_line(&text, status);
	if (image->roles)
		role_format(image->roles, roles);
	(void)printf("%s\n", line);
	print_field("job", status->job);
	print_field("instance", status->instance);
	(void)printf("state %s\n", status_state_word(status->state));
	(void)printf("in-use %s\n", in_use ? "yes" : "no");
	(void)printf("boots %" PRIu64 "\n", status->boots);
	(void)printf("scripts %" PRIu64 "\n", status->scripts);
	(void)printf("failed %" PRIu64 "\n", status->failed);
	(void)printf("planned %" PRIu64 "\n", status->planned);
	(void)printf("resumed %" PRIu64 "\n", status->resumed);
	(void)printf("repaired %" PRIu64 "\n", status->repaired);
	print_field("clock", status->clock);
	print_field("detail", status->detail);
	(void)printf("roles %s\n", roles);
	(void)printf("size %" PRIu64 "\n", image->bytes);
}

static int exit_of(const struct image *image, bool in_use)
{
	switch (image->status.state) {
	case STATE_NOT_RUN:
		return EXIT_NOT_FINISHED;
	case STATE_RUNNING:
		say(in_use ? "%s: it is running now" :
		    "%s: lost: its VM is gone and left no verdict",
		    image->path);
		return EXIT_NOT_FINISHED;
	default:
		if (!repair_needed(image) ||
		    exit_of_verdict(image->status.verdict) == EXIT_BAD_USE)
			return (int)exit_of_verdict(image->status.verdict);
		/* A repair may take what that verdict rests on. */
		say("%s: its file system was written to or found damaged "
		    "since; gva results repairs it, and tells", image->path);
		return EXIT_NOT_FINISHED;
	}
}

int command_status(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' }, { 0 }
	};
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct image image;
	bool in_use;
	int option;

	opterr = 0; /* told below, in one line */
	option = getopt_long(argc, argv, "h", options, NULL);
	if (option == 'h')
		return usage_help(help);
	if (option != -1)
		return usage_bad_option("status", option, argv, "h");
	if (argc - optind != 1)
		return fail(EXIT_BAD_USE, "usage: gva status IMAGE (see gva "
			    "status --help)");
	if (image_probe(argv[optind], &image, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	if (image.status_damaged)
		return fail(EXIT_NOT_FINISHED, "read %s: its status block is "
			    "torn or damaged, the verdict is lost",
			    image.path);
	if (!image.has_status)
		return fail(EXIT_BAD_USE, "read %s: it has no status block",
			    image.path);
	in_use = image_in_use(image.path);
	if (image.status.state == STATE_RUNNING && !in_use &&
	    repair_needed(&image) && repair(&image, NULL, why) < 0)
		say("%s", why->bytes); /* its counts stay unknown */
	print_status(&image, in_use);
	/* Who stops reading knows that. */
	if (fflush(stdout) != 0 && errno != EPIPE)
		return fail(EXIT_HOST_FAILED, "write the status: %m");
	return exit_of(&image, in_use);
}
