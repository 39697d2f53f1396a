/* SPDX-License-Identifier: MIT */
/* gva run: its options and operands, checked as far as they can be. */
#include "host/command/run.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "contract/machine.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/command/commands.h"
#include "host/command/usage.h"
#include "host/pack/make.h"
#include "host/run/run.h"

static const char help[] =
	"usage: gva run [OPTION...] JOBDIR|SCRIPT [-- ARGUMENT...]\n"
	"       gva run [OPTION...] --app IMAGE [-- ARGUMENT...]\n"
	"       gva run [OPTION...] --root IMAGE [-- COMMAND [ARGUMENT...]]\n"
	"Runs a job's scripts in a virtual machine and reads back what it left.\n"
	"  -o DIR            results go there (./NAME.results; must not exist)\n"
	"  --app IMAGE       a packed app, --data IMAGE|DIR data for /data\n"
	"  --root IMAGE      what scripts, or the COMMAND, see as / (gva pack --root)\n"
	"  --workdir PATH    where scripts begin, --user USER[:GROUP] who they are\n"
	"  --entrypoint P    before the COMMAND, instead of the image's; \"\": none\n"
	"  --out IMAGE       use and keep this out image: made when missing, gone on\n"
	"                    with when its job has not ended; --fresh starts over\n"
	"  --in-place        write into a combined image, not into a copy\n"
	"  --disk SIZE       size of a new out image (4G, takes what is used)\n"
	"  --memory SIZE     of the machine (512M), --cpus N (1)\n"
	"  --timeout TIME    for each script (0: none), --deadline TIME for all (1d)\n"
	"  --env NAME=VALUE  or NAME, for the scripts; --env-file FILE: such lines\n"
	"  --set KEY=VALUE   any option of the guest, see gva(1)\n"
	"  --machine NAME    q35 (default) or microvm, --cpu MODEL as QEMU knows it\n"
	"  --accel WORD      auto (default), kvm (or fail), tcg\n"
	"  --kernel F, --initrd F, --append WORDS   other than the built ones\n"
	"  --passthrough     one script's own output and exit status, no more\n"
	"  --quiet           no progress on stderr\n"
	"  -h, --help        show this\n"
	"SIZE: 64K, 16M, 4G.  TIME: 90, 90s, 15m, 2h, 1d.\n"
	"$GVA_QEMU names the QEMU to use, $GVA_LIB the folder of the parts.\n";

enum {
	OPERAND = 1, /* what getopt gives for one, told by the leading "-" */
	LONG_APP = 256, LONG_DATA, LONG_OUT, LONG_IN_PLACE, LONG_DISK,
	LONG_MEMORY, LONG_CPUS, LONG_TIMEOUT, LONG_DEADLINE, LONG_ENV,
	LONG_ENV_FILE, LONG_SET, LONG_MACHINE, LONG_ACCEL, LONG_CPU,
	LONG_KERNEL, LONG_INITRD, LONG_APPEND, LONG_PASSTHROUGH, LONG_QUIET,
	LONG_FRESH, LONG_ROOT, LONG_WORKDIR, LONG_USER, LONG_ENTRYPOINT,
};

static const struct option long_options[] = {
	{ "app", required_argument, NULL, LONG_APP },
	{ "data", required_argument, NULL, LONG_DATA },
	{ "root", required_argument, NULL, LONG_ROOT },
	{ "workdir", required_argument, NULL, LONG_WORKDIR },
	{ "user", required_argument, NULL, LONG_USER },
	{ "entrypoint", required_argument, NULL, LONG_ENTRYPOINT },
	{ "out", required_argument, NULL, LONG_OUT },
	{ "fresh", no_argument, NULL, LONG_FRESH },
	{ "in-place", no_argument, NULL, LONG_IN_PLACE },
	{ "disk", required_argument, NULL, LONG_DISK },
	{ "memory", required_argument, NULL, LONG_MEMORY },
	{ "cpus", required_argument, NULL, LONG_CPUS },
	{ "timeout", required_argument, NULL, LONG_TIMEOUT },
	{ "deadline", required_argument, NULL, LONG_DEADLINE },
	{ "env", required_argument, NULL, LONG_ENV },
	{ "env-file", required_argument, NULL, LONG_ENV_FILE },
	{ "set", required_argument, NULL, LONG_SET },
	{ "machine", required_argument, NULL, LONG_MACHINE },
	{ "accel", required_argument, NULL, LONG_ACCEL },
	{ "cpu", required_argument, NULL, LONG_CPU },
	{ "kernel", required_argument, NULL, LONG_KERNEL },
	{ "initrd", required_argument, NULL, LONG_INITRD },
	{ "append", required_argument, NULL, LONG_APPEND },
	{ "passthrough", no_argument, NULL, LONG_PASSTHROUGH },
	{ "quiet", no_argument, NULL, LONG_QUIET },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int set(struct request *request, const char *key, struct span value)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (request_set(request, span_of(key), value, why) < 0)
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	return 0;
}

/* --set KEY=VALUE */
static int set_pair(struct request *request, char *pair)
{
	char *equals = strchr(pair, '=');

	if (!equals)
		return fail(EXIT_BAD_USE, "--set %s: no value, wanted: "
			    "KEY=VALUE", pair);
	*equals = '\0';
	return set(request, pair, span_of(equals + 1));
}

static int add_env(struct request *request, const char *pair)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (conf_add_env(&request->conf, span_of(pair), why) < 0)
		return fail(EXIT_BAD_USE, "--env: %s", why->bytes);
	return 0;
}

static int add_argument(struct request *request, const char *argument)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (conf_add_argument(&request->conf, argument, why) < 0)
		return fail(EXIT_BAD_USE, "run: arguments: %s", why->bytes);
	return 0;
}

static int add_env_file(struct request *request, const char *path)
{
	char *bytes = malloc(CONF_SIZE_MAX);
	struct reason reason;
	struct text *why = reason_init(&reason);
	size_t length = 0;
	int err = bytes ? file_read(path, bytes, CONF_SIZE_MAX, &length) :
			  -ENOMEM;

	if (err < 0)
		text_put(why, file_reason(err));
	else
		err = conf_add_env_file(&request->conf,
					(struct span){ bytes, length }, why);
	free(bytes);
	return err < 0 ? fail(EXIT_BAD_USE, "read %s: %s", path, why->bytes) :
			 0;
}

static int take_size(const char *option, const char *value, uint64_t least,
		     uint64_t *ret)
{
	uint64_t size;

	if (option_size(span_of(value), &size) < 0 || size < least)
		return fail(EXIT_BAD_USE, "--%s %s: bad size, wanted: such as "
			    "512M, at least %lluM", option, value,
			    (unsigned long long)(least >> 20));
	*ret = size;
	return 0;
}

static int take_disk(struct request *request, const char *value)
{
	int status = take_size("disk", value, IMAGE_OUT_MIN, &request->disk);

	if (status == 0 && request->disk > IMAGE_OUT_MAX)
		return fail(EXIT_BAD_USE, "--disk %s: no image is so large, "
			    "wanted: at most 15T", value);
	return status;
}

static int take_cpus(struct request *request, const char *value)
{
	if (span_u64(span_of(value), 255, &request->wish.cpus) < 0 ||
	    request->wish.cpus == 0)
		return fail(EXIT_BAD_USE, "--cpus %s: wanted: 1 to 255", value);
	return 0;
}

static int take_job(struct request *request, const char *path)
{
	if (request->job)
		return fail(EXIT_BAD_USE, "%s: one job is enough; put the "
			    "scripts' arguments after --", path);
	request->job = path;
	return 0;
}

/* Those that only keep a word, or a switch; false: it is none of them. */
static bool take_word(struct request *request, int option, const char *value)
{
	switch (option) {
	case 'o': request->dir = value; break;
	case 'h': request->help = true; break;
	case LONG_APP: request->app = value; break;
	case LONG_DATA: request->data = value; break;
	case LONG_ROOT: request->root = value; break;
	case LONG_ENTRYPOINT: request->entrypoint = value; break;
	case LONG_OUT: request->out = value; break;
	case LONG_MACHINE: request->wish.machine = value; break;
	case LONG_ACCEL: request->wish.accel = value; break;
	case LONG_CPU: request->wish.cpu = value; break;
	case LONG_KERNEL: request->wish.kernel = value; break;
	case LONG_INITRD: request->wish.initrd = value; break;
	case LONG_APPEND: request->wish.append = value; break;
	case LONG_IN_PLACE: request->in_place = true; break;
	case LONG_FRESH: request->fresh = true; break;
	case LONG_PASSTHROUGH: request->passthrough = true; break;
	case LONG_QUIET: request->quiet = true; break;
	default: return false;
	}
	return true;
}

static int take(struct request *request, int option, char *value)
{
	if (take_word(request, option, value))
		return 0;
	switch (option) {
	case OPERAND:
		return take_job(request, value);
	case LONG_DISK:
		return take_disk(request, value);
	case LONG_MEMORY:
		return take_size("memory", value, 32 << 20, &request->wish.memory);
	case LONG_CPUS:
		return take_cpus(request, value);
	case LONG_TIMEOUT:
		return set(request, "timeout", span_of(value));
	case LONG_DEADLINE:
		return set(request, "deadline", span_of(value));
	case LONG_USER:
		return set(request, "user", span_of(value));
	case LONG_WORKDIR:
		return set(request, "workdir", span_of(value));
	case LONG_ENV:
		return add_env(request, value);
	case LONG_ENV_FILE:
		return add_env_file(request, value);
	case LONG_SET:
		return set_pair(request, value);
	default:
		return fail(EXIT_BAD_USE, "run: no such option");
	}
}

static int refuse_memory(const struct request *request)
{
	unsigned long long least = machine_least(request->wish.cpus) >> 20;

	return fail(EXIT_BAD_USE, "--memory: %lluM is too little for %llu "
		    "processors; give it %lluM or more",
		    (unsigned long long)request->wish.memory >> 20,
		    (unsigned long long)request->wish.cpus, least);
}

/* A variable of a shell that was not set, most of all. */
static int check_names(const struct request *request)
{
	const struct { const char *option, *value; } names[] = {
		{ "run", request->job }, { "-o", request->dir },
		{ "--app", request->app }, { "--data", request->data },
		{ "--root", request->root }, { "--out", request->out },
		{ "--kernel", request->wish.kernel },
		{ "--initrd", request->wish.initrd },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].value && !names[i].value[0])
			return fail(EXIT_BAD_USE, "%s: the name is empty",
				    names[i].option);
	return 0;
}

static int check(const struct request *request)
{
	if (request->entrypoint && !request->is_command)
		return fail(EXIT_BAD_USE, "run --entrypoint: it is for --root "
			    "IMAGE without a job");
	if (!request->job && !request->app && !request->is_command)
		return fail(EXIT_BAD_USE, "run: no JOBDIR and no --app%s, see "
			    "gva run --help", request->options.args.count > 0 ?
			    "; what comes after -- are the scripts' arguments" :
			    "");
	if (request->job && request->app)
		return fail(EXIT_BAD_USE, "run: %s and --app: one job is "
			    "enough; put the scripts' arguments after --",
			    request->job);
	if (request->fresh && !request->out)
		return fail(EXIT_BAD_USE, "run --fresh: it is for --out IMAGE; "
			    "without that every run starts anew");
	if (request->in_place && !request->app)
		return fail(EXIT_BAD_USE, "run --in-place: it is for --app "
			    "IMAGE that has room for results");
	if (request->wish.memory < machine_least(request->wish.cpus))
		return refuse_memory(request);
	if (request->options.values[OPTION_MODE] != MODE_RUN)
		return fail(EXIT_BAD_USE, "run: mode=repair runs nothing; "
			    "gva results repairs what needs it");
	if (request->words.cut)
		return fail(EXIT_BAD_USE, "run: more than %d bytes of options "
			    "for the kernel's command line",
			    COMMAND_LINE_SIZE - 1);
	return 0;
}

int command_run_parse(struct request *request, int argc, char **argv)
{
	int option, status = 0;

	request_init(request);
	optind = 0; /* glibc: start anew */
	opterr = 0; /* take() says what is wrong */
	while (status == 0 && (option = getopt_long(argc, argv, "-:o:h",
						    long_options, NULL)) != -1)
		status = option == '?' || option == ':' ?
			usage_bad_option("run", option, argv, "oh") :
			take(request, option, optarg);
	if (status != 0 || request->help)
		return status;
	request->is_command = request->root && !request->job && !request->app;
	if (request->is_command) {
		request->command = argv + optind;
		request->word_count = argc - optind;
	}
	for (; status == 0 && !request->is_command && optind < argc; optind++)
		status = add_argument(request, argv[optind]);
	if (status == 0)
		status = check_names(request);
	return status ? status : check(request);
}

int command_run(int argc, char **argv)
{
	struct request *request = malloc(sizeof(*request));
	int status;

	if (!request)
		return fail(EXIT_HOST_FAILED, "run: out of memory");
	status = command_run_parse(request, argc, argv);
	if (status == 0)
		status = request->help ? usage_help(help) : run_job(request);
	free(request);
	return status;
}
