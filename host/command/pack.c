/* SPDX-License-Identifier: MIT */
/* gva pack: a disk image from directories. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/base/job.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/base/signals.h"
#include "host/command/commands.h"
#include "host/command/usage.h"
#include "host/image/image.h"
#include "host/pack/make.h"
#include "host/pack/root.h"

static const char help[] =
	"usage: gva pack [JOBDIR|SCRIPT] [--root SOURCE] [--data DIR] [--out SIZE]\n"
	"                -o IMAGE\n"
	"\n"
	"Make a disk image of a job, the system it runs in, its data, room for\n"
	"its results, or several of these.  Its label tells what it holds.\n"
	"\n"
	"  JOBDIR         a directory with a directory script-bin; becomes /app\n"
	"  SCRIPT         one script; becomes /app/script-bin/SCRIPT\n"
	"  --root SOURCE  becomes /: a tar archive (plain, or by gzip, bzip2, xz,\n"
	"                 zstd, lz4; `-`: stdin), an OCI layout (a folder or tar),\n"
	"                 what docker save or podman save gave, or a folder\n"
	"  --tag NAME     which image of SOURCE, where it has several\n"
	"  --data DIR     becomes /data, read-only\n"
	"  --out SIZE     room for results, 16M or more; the image is sparse\n"
	"  --size SIZE    of the image, instead of what it takes\n"
	"  -o IMAGE       the new image, which must not exist\n"
	"  -h, --help     show this\n"
	"\n"
	"Modes, times, links and holes stay; so do owners and extended attributes\n"
	"of a root, while all else is root's, without any.  Sockets, fifos and\n"
	"devices are left out.  The same input gives the same bytes; with\n"
	"SOURCE_DATE_EPOCH set no time is later than that.\n"
	"\n"
	"Exit status: 0, the image is made; 2, a mistake in the command or\n"
	"the directories; 4, the host failed.\n";

struct pack_request {
	const char *image;
	const char *root; /* SOURCE */
	const char *tag;
	struct image_contents contents;
	char job[JOB_NAME_MAX + 1];
};

static int take_size(const char *option, const char *value, uint64_t *ret)
{
	if (option_size(span_of(value), ret) < 0 || *ret == 0 ||
	    *ret > IMAGE_OUT_MAX)
		return fail(EXIT_BAD_USE, "%s %s: not a size such as 512M or "
			    "4G, of 15T at most", option, value);
	return 0;
}

static int take_operands(struct pack_request *request, int count,
			 char **operands)
{
	if (count > 1)
		return fail(EXIT_BAD_USE, "pack takes one JOBDIR or SCRIPT, "
			    "see gva pack --help");
	if (count == 1) {
		request->contents.app = operands[0];
		job_name(operands[0], request->job);
		request->contents.job = request->job;
	}
	if (request->image && !request->image[0])
		return fail(EXIT_BAD_USE, "-o: the name is empty");
	if (!request->image)
		return fail(EXIT_BAD_USE, "pack needs -o IMAGE, see gva pack "
			    "--help");
	if (!request->root && !request->contents.app &&
	    !request->contents.data && !request->contents.out_bytes)
		return fail(EXIT_BAD_USE, "pack needs a JOBDIR, --root, "
			    "--data or --out, see gva pack --help");
	if (request->tag && !request->root)
		return fail(EXIT_BAD_USE, "--tag %s: there is no --root whose "
			    "it could be", request->tag);
	if (request->contents.bytes &&
	    request->contents.bytes < request->contents.out_bytes)
		return fail(EXIT_BAD_USE, "--size is less than --out");
	return 0;
}

/* Fills in the request; -1, or the exit status that ends the command. */
static int take(struct pack_request *request, int argc, char **argv)
{
	static const struct option options[] = {
		{ "data", required_argument, NULL, 'd' },
		{ "out", required_argument, NULL, 's' },
		{ "root", required_argument, NULL, 'r' },
		{ "size", required_argument, NULL, 'z' },
		{ "tag", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option, status = 0;

	opterr = 0; /* told below, in one line */
	while (!status && (option = getopt_long(argc, argv, ":o:h", options,
						NULL)) != -1) {
		switch (option) {
		case 'o':
			request->image = optarg;
			break;
		case 'd':
			request->contents.data = optarg;
			break;
		case 's':
			status = take_size("--out", optarg,
					   &request->contents.out_bytes);
			break;
		case 'z':
			status = take_size("--size", optarg,
					   &request->contents.bytes);
			break;
		case 'r':
			request->root = optarg;
			break;
		case 't':
			request->tag = optarg;
			break;
		case 'h':
			return usage_help(help);
		default:
			return usage_bad_option("pack", option, argv, "oh");
		}
	}
	if (!status)
		status = take_operands(request, argc - optind, argv + optind);
	return status ? status : -1;
}

static int count_file(const struct entry *entry, void *context,
		      struct text *why)
{
	uint64_t *files = context;

	(void)why; /* of an entry_visit that can fail */
	*files += entry->kind == ENTRY_FILE;
	return 0;
}

static int count_in(struct source source, uint64_t *files, struct text *why)
{
	return source_walk(&source, count_file, files, why);
}

/* One line of what was made. */
static int report(const struct pack_request *request, struct text *why)
{
	char roles[ROLE_NAME_MAX + 1];
	struct image image;
	uint64_t files = 0;
	int err = image_probe(request->image, &image, why);

	if (!err && request->contents.root)
		err = count_in(root_source(request->contents.root), &files,
			       why);
	if (!err && request->contents.app)
		err = count_in((struct source){ .path = request->contents.app },
			       &files, why);
	if (!err && request->contents.data)
		err = count_in((struct source){ .path = request->contents.data },
			       &files, why);
	if (err < 0)
		return err;
	role_format(image.roles, roles);
	if ((printf("%s: %s, %" PRIu64 " bytes, %" PRIu64 " files\n",
		    request->image, roles, image.bytes, files) < 0 ||
	     fflush(stdout) != 0) && errno != EPIPE)
		return explain(why, -errno, "write to stdout: %s",
			       strerror(errno));
	return 0;
}

/* A bad option would be found when the job is run only. */
static int check_conf(const struct pack_request *request)
{
	struct options options;

	options_init(&options);
	return request->contents.app ?
		job_read_conf(request->contents.app, &options) : 0;
}

static int make(struct pack_request *request, struct text *why)
{
	int err = image_make(request->image, &request->contents, why);

	if (err < 0)
		return fail(exit_of_error(err), "%s", why->bytes);
	if (report(request, why) < 0) {
		(void)unlink(request->image); /* a failure leaves none */
		return fail(EXIT_HOST_FAILED, "%s", why->bytes);
	}
	return EXIT_ALL_SUCCEEDED;
}

int command_pack(int argc, char **argv)
{
	struct pack_request request = { 0 };
	int status = take(&request, argc, argv);
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct root root = { .blobs.fd = -1 };
	int err = 0;

	if (status < 0 && (status = check_conf(&request)) == 0)
		status = -1;
	if (status >= 0)
		return status;
	if (signals_catch() < 0)
		return fail(EXIT_HOST_FAILED, "catch signals: %m");
	if (request.root) {
		err = root_open(request.root, request.tag, request.image,
				&root, why);
		request.contents.root = &root;
	}
	status = err < 0 ? fail(exit_of_error(err), "%s", why->bytes) :
			   make(&request, why);
	root_close(&root);
	return status;
}
