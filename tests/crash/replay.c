/* SPDX-License-Identifier: MIT */
/* replay: what a power cut would leave, and whether it keeps the promises.
 *	replay [-Fv] [-n RANDOM] [-s SEED] [-t TOLD] BASE LOG
 * BASE is the disk before the machine wrote LOG (log.h).  Every prefix is a
 * state, and RANDOM more are drawn from SEED on (states.h).  -F: flushes count
 * for nothing, which the states must show.  -v: all that is wrong is named.
 * Prints a line for each kind of states (report.h); exit 1 when anything is
 * wrong.
 *	replay [-F] -x STATE BASE LOG IMAGE
 * writes the disk of one state, by the name that -v has for it.
 *	replay [-v] [-t TOLD] -i IMAGE
 * looks at a disk as it is, which its machine left after faults.
 *	replay -c LOG
 * counts what is in the log. */
#include "tests/crash/judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SOUND, WRONG, USAGE, TROUBLE };

struct options {
	bool flushes, verbose, count, image;
	uint64_t random, seed;
	const char *told, *state;
};

static int trouble(const char *what, int err)
{
	(void)fprintf(stderr, "replay: %s: %s\n", what, strerror(-err));
	return TROUBLE;
}

/* The disk of the durable entries, out of that of fewer. */
static int advance(const struct log *log, size_t from, size_t to,
		   struct image *disk)
{
	int err = 0;

	for (; from < to && !err; from++)
		err = image_write(disk, log->entries[from].offset,
				  log->entries[from].data,
				  log->entries[from].length);
	return err;
}

static int count_entries(const struct log *log)
{
	size_t flushes = 0, writes = 0;
	uint64_t bytes = 0;

	for (size_t i = 0; i < log->count; i++) {
		flushes += log->entries[i].flush;
		writes += log->entries[i].length > 0;
		bytes += log->entries[i].length;
	}
	(void)printf("writes=%zu flushes=%zu bytes=%llu\n", writes, flushes,
		     (unsigned long long)bytes);
	return SOUND;
}

static int extract(const struct options *options, const struct log *log,
		   struct image *disk, const char *path)
{
	struct state state;
	int err = state_parse(options->state, log, options->flushes, &state);

	if (!err)
		err = advance(log, 0, state.durable, disk);
	if (!err)
		err = state_apply(log, &state, disk);
	if (!err)
		err = image_save(disk, path);
	return err < 0 ? trouble(options->state, err) : SOUND;
}

static int by_durable(const void *one, const void *other)
{
	const struct state *a = one, *b = other;

	return a->durable < b->durable ? -1 : a->durable > b->durable;
}

/* All in one walk along the log, so that nothing is laid out twice. */
static int judge_randoms(const struct options *options, struct judge *judge,
			 struct image *disk)
{
	size_t count = (size_t)options->random, at = 0;
	struct state *states = calloc(count + 1, sizeof(*states));
	int err = states ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !err; i++)
		states[i] = state_random(judge->log, options->seed + i,
					 options->flushes);
	if (!err)
		qsort(states, count, sizeof(*states), by_durable);
	for (size_t i = 0; i < count && !err; i++) {
		err = advance(judge->log, at, states[i].durable, disk);
		at = states[i].durable;
		if (!err)
			err = judge_random(judge, disk, &states[i]);
	}
	free(states);
	return err;
}

static int judge_prefixes(struct judge *judge, struct image *disk)
{
	int err = judge_prefix(judge, disk, 0);

	for (size_t cut = 1; cut <= judge->log->count && !err; cut++) {
		err = advance(judge->log, cut - 1, cut, disk);
		if (!err)
			err = judge_prefix(judge, disk, cut);
	}
	return err;
}

static int judge_log(const struct options *options, struct judge *judge,
		     const char *base, struct image *disk)
{
	int err = judge_prefixes(judge, disk);

	image_free(disk);
	if (!err) /* the beginning again */
		err = image_load(base, disk);
	return err ? err : judge_randoms(options, judge, disk);
}

/* All states of a log, or one image; its log is empty then. */
static int judge_all(const struct options *options, const struct log *log,
		     const char *base)
{
	/* Names and records are not for a stack. */
	static struct judge judge;
	static struct image disk;
	int err;

	judge.log = log;
	judge.report.verbose = options->verbose;
	judge.prefixes = calloc(log->count + 1, sizeof(*judge.prefixes));
	err = judge.prefixes ? image_load(base, &disk) : -ENOMEM;
	if (!err && options->told)
		err = told_read(options->told, log, &judge.told);
	if (!err)
		err = scratch_open(disk.size, &judge.scratch);
	if (!err)
		err = options->image ? judge_image(&judge, &disk) :
				       judge_log(options, &judge, base, &disk);
	if (err < 0)
		return trouble("look at a state", err);
	(void)printf("log told=%zu records=%zu\n", judge.told.count,
		     options->image ? judge.found.count : judge.names_count);
	return report_print(&judge.report) > 0 ? WRONG : SOUND;
}

static int usage(void)
{
	(void)fputs("usage: replay [-Fv] [-n RANDOM] [-s SEED] [-t TOLD] BASE "
		    "LOG\n       replay [-F] -x STATE BASE LOG IMAGE\n"
		    "       replay [-v] [-t TOLD] -i IMAGE\n"
		    "       replay -c LOG\n", stderr);
	return USAGE;
}

static bool parse(int argc, char **argv, struct options *ret)
{
	int option;

	while ((option = getopt(argc, argv, "Fcin:s:t:vx:")) != -1)
		switch (option) {
		case 'F': ret->flushes = false; break;
		case 'v': ret->verbose = true; break;
		case 'c': ret->count = true; break;
		case 'i': ret->image = true; break;
		case 't': ret->told = optarg; break;
		case 'x': ret->state = optarg; break;
		case 'n':
			if (span_u64(span_of(optarg), 1000000, &ret->random))
				return false;
			break;
		case 's':
			if (span_u64(span_of(optarg), UINT64_MAX, &ret->seed))
				return false;
			break;
		default: return false;
		}
	return argc - optind == (ret->count || ret->image ? 1 :
				 ret->state ? 3 : 2);
}

int main(int argc, char **argv)
{
	struct options options = { .flushes = true, .seed = 1 };
	/* Kept until the end, and in sight of the leak checker. */
	static struct log log;
	static struct image disk;
	const char *path;
	int err;

	if (!parse(argc, argv, &options))
		return usage();
	if (options.image)
		return judge_all(&options, &log, argv[optind]);
	path = argv[options.count ? optind : optind + 1];
	err = log_read(path, &log);
	if (err < 0)
		return trouble(path, err);
	if (options.count)
		return count_entries(&log);
	if (!options.state)
		return judge_all(&options, &log, argv[optind]);
	err = image_load(argv[optind], &disk);
	if (err < 0)
		return trouble(argv[optind], err);
	return extract(&options, &log, &disk, argv[optind + 2]);
}
