/* SPDX-License-Identifier: MIT */
#include "tests/crash/judge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* How a state is laid out in the scratch file. */
struct layout {
	const struct log *log;
	const struct image *disk;
	const struct state *state;
};

static int lay_out(struct scratch *scratch, void *context)
{
	const struct layout *layout = context;

	scratch_fill(scratch, layout->disk);
	return state_apply(layout->log, layout->state, &scratch->image);
}

/* The bit of a name; names that are too many have none, which shows. */
static uint64_t name_bit(struct judge *judge, const char *name)
{
	size_t at = 0;

	while (at < judge->names_count && strcmp(judge->names[at], name) != 0)
		at++;
	if (at == sizeof(judge->names) / sizeof(judge->names[0]))
		return 0;
	if (at == judge->names_count) {
		(void)snprintf(judge->names[at], TREE_NAME_SIZE, "%s", name);
		judge->names_count++;
	}
	return (uint64_t)1 << at;
}

static uint64_t found_set(struct judge *judge)
{
	uint64_t set = 0;

	for (size_t i = 0; i < judge->found.count; i++)
		if (judge->found.results[i].complete)
			set |= name_bit(judge, judge->found.results[i].folder);
	return set;
}

static void check_has(struct judge *judge, uint64_t set, uint64_t wanted,
		      enum fault fault)
{
	for (size_t i = 0; i < judge->names_count; i++)
		if (wanted & ~set & (uint64_t)1 << i)
			report_fault(&judge->report, fault, "%s",
				     judge->names[i]);
}

static bool claims_success(enum verdict verdict)
{
	return verdict == VERDICT_DONE ||
	       verdict == VERDICT_DONE_WITH_FAILURES ||
	       verdict == VERDICT_NOTHING_TO_RUN;
}

static bool verdict_stands(const struct judge *judge, enum verdict verdict)
{
	const struct status *status = &judge->status.status;
	bool ended = judge->status.err == 0 && status->state == STATE_ENDED;

	if (ended && status->verdict == verdict)
		return true;
	/* A disk that fails below the status block has an old one, or one whose
	 * flush has failed; what that says is looked at for itself. */
	return judge->faulty && !claims_success(verdict);
}

static void check_told(struct judge *judge, size_t cut)
{
	for (size_t i = 0; i < judge->told.count; i++) {
		const struct told_line *line = &judge->told.lines[i];

		if (line->at > cut)
			continue;
		if (line->sequence == 0 &&
		    !verdict_stands(judge, line->verdict))
			report_fault(&judge->report, FAULT_STATUS,
				     "not the verdict that was told");
		if (line->sequence > 0 &&
		    !found_sequence(&judge->found, line->sequence))
			report_fault(&judge->report, FAULT_LOST,
				     "record %llu, which was told",
				     (unsigned long long)line->sequence);
	}
}

static void check_status(struct judge *judge, enum fsck fsck)
{
	const struct status *status = &judge->status.status;
	struct report *report = &judge->report;
	size_t complete = 0;

	for (size_t i = 0; i < judge->found.count; i++)
		complete += judge->found.results[i].complete;
	if (judge->status.err < 0) {
		report_fault(report, FAULT_STATUS, "errno %d",
			     -judge->status.err);
		return;
	}
	if (status->scripts > complete)
		report_fault(report, FAULT_STATUS, "%llu scripts, %zu records",
			     (unsigned long long)status->scripts, complete);
	if (status->state != STATE_ENDED || !claims_success(status->verdict))
		return;
	if (judge->status.needs_recovery || fsck == FSCK_REPAIRED)
		report_fault(report, FAULT_STATUS, "ended, but the file "
			     "system needs recovery or repair");
	if (status->scripts != complete ||
	    status->failed != judge->found.failed)
		report_fault(report, FAULT_STATUS, "ended with %llu scripts, "
			     "%llu failed; there are %zu, %zu",
			     (unsigned long long)status->scripts,
			     (unsigned long long)status->failed, complete,
			     judge->found.failed);
}

/* Repairs the state and reads it. */
static int look(struct judge *judge, const struct image *disk,
		const struct state *state)
{
	struct layout layout = { judge->log, disk, state };
	struct report *report = &judge->report;
	enum fsck fsck;
	int err = lay_out(&judge->scratch, &layout);

	if (err < 0)
		return err;
	found_read_status(&judge->scratch.image, &judge->status);
	fsck = fsck_state(&judge->scratch, lay_out, &layout);
	if (fsck == FSCK_FAILED)
		return -ECHILD;
	report->repaired[report->group] += fsck == FSCK_REPAIRED;
	if (fsck == FSCK_DAMAGED)
		report_fault(report, FAULT_DAMAGED, "not clean");
	if (found_read(judge->scratch.path, report, &judge->found) < 0)
		report_fault(report, FAULT_DAMAGED, "cannot be read");
	check_status(judge, fsck);
	check_told(judge, state->cut);
	return 0;
}

static void name_state(struct judge *judge, const struct state *state)
{
	char name[STATE_NAME_SIZE];

	state_name(state, name);
	(void)snprintf(judge->report.state, sizeof(judge->report.state),
		       "%s (durable %zu, cut %zu of %zu, tear %zu)", name,
		       state->durable, state->cut, judge->log->count,
		       state->tear);
}

int judge_prefix(struct judge *judge, const struct image *disk, size_t cut)
{
	struct state state = state_prefix(cut);
	uint64_t set;
	int err;

	name_state(judge, &state);
	if (cut > 0 && judge->log->entries[cut - 1].length == 0) {
		/* A flush changes nothing but what may be told. */
		check_told(judge, cut);
		judge->prefixes[cut] = judge->prefixes[cut - 1];
		return 0;
	}
	report_state(&judge->report, GROUP_PREFIX);
	err = look(judge, disk, &state);
	if (err < 0)
		return err;
	set = found_set(judge);
	if (cut > 0)
		check_has(judge, set, judge->prefixes[cut - 1], FAULT_SHRUNK);
	judge->prefixes[cut] = set;
	return 0;
}

int judge_random(struct judge *judge, const struct image *disk,
		 const struct state *state)
{
	int err;

	name_state(judge, state);
	report_state(&judge->report, state->tear == 0 ? GROUP_WHOLE :
		     state->tear < IMAGE_BLOCK ? GROUP_TORN_512 :
						 GROUP_TORN_4096);
	err = look(judge, disk, state);
	if (err < 0)
		return err;
	check_has(judge, found_set(judge), judge->prefixes[state->durable],
		  FAULT_LOST);
	return 0;
}

int judge_image(struct judge *judge, const struct image *disk)
{
	struct state state = state_prefix(0);

	(void)snprintf(judge->report.state, sizeof(judge->report.state),
		       "image");
	report_state(&judge->report, GROUP_IMAGE);
	judge->faulty = true;
	return look(judge, disk, &state);
}
