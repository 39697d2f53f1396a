/* SPDX-License-Identifier: MIT */
#include <signal.h>

#include "host/machine/ending.h"
#include "tests/unit/test.h"

enum {
	EXITED_1 = 1 << 8, /* as wait(2) tells it */
	KILLED = SIGKILL,
	CRASHED = SIGSEGV | 0x80,
};

static struct image_end ended(enum verdict verdict, uint64_t scripts,
			      uint64_t failed)
{
	return (struct image_end){
		.has_status = true,
		.status = { .state = STATE_ENDED, .verdict = verdict,
			    .scripts = scripts, .failed = failed },
		.read_whole = true, .records = scripts, .failed = failed,
	};
}

static struct image_end in_state(enum status_state state)
{
	return (struct image_end){
		.has_status = true, .status = { .state = state },
	};
}

static enum exit_status exit_of(const struct machine_end *machine,
				const struct image_end *image,
				enum ending wanted)
{
	enum ending ending = ending_of(machine, image);

	CHECK_STR(ending_word(ending), ending_word(wanted));
	return ending_exit(ending, image->status.verdict);
}

static void each_verdict_has_its_exit_status(void)
{
	static const int exits[VERDICT_COUNT] = {
		[VERDICT_DONE] = 0, [VERDICT_DONE_WITH_FAILURES] = 1,
		[VERDICT_NOTHING_TO_RUN] = 2, [VERDICT_DEADLINE] = 1,
		[VERDICT_BAD_IMAGE] = 2, [VERDICT_NO_APP] = 2,
		[VERDICT_NO_OUT] = 2, [VERDICT_BAD_OPTIONS] = 2,
		[VERDICT_OUTPUT_FULL] = 1, [VERDICT_IO_ERROR] = 3,
		[VERDICT_STUCK] = 3, [VERDICT_LIMIT] = 1,
		[VERDICT_APPLIANCE_ERROR] = 3, [VERDICT_NEEDS_REPAIR] = 3,
		[VERDICT_DAMAGED] = 3,
	};
	const struct machine_end good = { .started = true };

	for (int i = 0; i < VERDICT_COUNT; i++) {
		struct image_end image = ended((enum verdict)i, 3, 0);

		CHECK((int)exit_of(&good, &image, ENDING_VERDICT) == exits[i]);
		/* Records that miss make the first kind a retry. */
		image.records = 2;
		CHECK((int)exit_of(&good, &image, exits[i] < 2 ?
				   ENDING_RECORDS_MISSING : ENDING_VERDICT) ==
		      (exits[i] < 2 ? 3 : exits[i]));
	}
}

static void a_verdict_without_its_records_is_no_success(void)
{
	const struct machine_end good = { .started = true };
	struct image_end image = ended(VERDICT_DONE, 3, 0);

	image.failed = 1;
	CHECK(exit_of(&good, &image, ENDING_RECORDS_MISSING) == 3);
	/* More of them than were counted is no better. */
	image = ended(VERDICT_DONE, 3, 0);
	image.records = 4;
	CHECK(exit_of(&good, &image, ENDING_RECORDS_MISSING) == 3);
	image = ended(VERDICT_DONE, 3, 0);
	image.read_whole = false;
	CHECK(exit_of(&good, &image, ENDING_RECORDS_MISSING) == 3);
	/* Not if all records are there, and the job left too much. */
	image.files_cut = true;
	CHECK(exit_of(&good, &image, ENDING_FILES_INCOMPLETE) == 1);
	image.records = 2;
	CHECK(exit_of(&good, &image, ENDING_RECORDS_MISSING) == 3);
	image = ended(VERDICT_STUCK, 3, 0);
	image.read_whole = false;
	image.files_cut = true;
	CHECK(exit_of(&good, &image, ENDING_VERDICT) == 3);
	image = ended(VERDICT_DONE, 3, 0);
	image.read_whole = false;
	image.no_space = true;
	CHECK(exit_of(&good, &image, ENDING_HOST_DISK_FULL) == 4);
	/* The folder that they go to is the host's. */
	image.no_space = false;
	image.not_placed = true;
	CHECK(exit_of(&good, &image, ENDING_HOST_FAILED) == 4);
	image = ended(VERDICT_DAMAGED, 3, 0);
	image.not_placed = true;
	CHECK(exit_of(&good, &image, ENDING_VERDICT) == 3);
}

static void without_a_verdict_the_end_of_the_machine_counts(void)
{
	const struct {
		struct machine_end machine;
		enum status_state state;
		enum ending ending;
		enum exit_status status;
	} rows[] = {
		{ { .started = true }, STATE_RUNNING, ENDING_NO_VERDICT, 3 },
		{ { .started = true }, STATE_NOT_RUN, ENDING_NEVER_STARTED, 3 },
		{ { .started = true, .guest_panicked = true }, STATE_RUNNING,
		  ENDING_GUEST_PANIC, 3 },
		{ { .started = true, .guest_panicked = true }, STATE_NOT_RUN,
		  ENDING_GUEST_PANIC, 3 },
		{ { .started = true, .guest_reset = true }, STATE_RUNNING,
		  ENDING_RESET, 3 },
		{ { .started = true, .panic_on_console = true }, STATE_RUNNING,
		  ENDING_GUEST_PANIC, 3 },
		/* What a script may have written is behind what is certain. */
		{ { .started = true, .panic_on_console = true,
		    .deadline = true }, STATE_RUNNING,
		  ENDING_HOST_DEADLINE, 3 },
		{ { .started = true, .deadline = true }, STATE_RUNNING,
		  ENDING_HOST_DEADLINE, 3 },
		{ { .started = true, .deadline = true }, STATE_NOT_RUN,
		  ENDING_NEVER_STARTED, 3 },
		{ { .started = true, .deadline = true, .killed_by_us = true,
		    .wait_status = KILLED }, STATE_RUNNING,
		  ENDING_HOST_DEADLINE, 3 },
		{ { .started = true, .wait_status = KILLED }, STATE_RUNNING,
		  ENDING_QEMU_KILLED, 4 },
		{ { .started = false, .wait_status = KILLED }, STATE_NOT_RUN,
		  ENDING_QEMU_KILLED, 4 },
		{ { .started = true, .wait_status = CRASHED }, STATE_RUNNING,
		  ENDING_QEMU_FAILED, 4 },
		{ { .started = true, .wait_status = EXITED_1 }, STATE_RUNNING,
		  ENDING_QEMU_FAILED, 4 },
		{ { .started = false, .wait_status = EXITED_1 }, STATE_NOT_RUN,
		  ENDING_QEMU_FAILED, 4 },
		{ { .started = false, .killed_by_us = true,
		    .wait_status = KILLED }, STATE_NOT_RUN,
		  ENDING_QEMU_FAILED, 4 },
		{ { .started = true, .stood_still = true }, STATE_NOT_RUN,
		  ENDING_QEMU_FAILED, 4 },
		/* QEMU stops a machine that has panicked, too. */
		{ { .started = true, .stood_still = true,
		    .guest_panicked = true }, STATE_RUNNING,
		  ENDING_GUEST_PANIC, 3 },
		{ { .started = true, .no_space = true }, STATE_RUNNING,
		  ENDING_HOST_DISK_FULL, 4 },
		{ { .started = true, .host_signal = true }, STATE_RUNNING,
		  ENDING_QEMU_TERMINATED, 4 },
		{ { .started = true, .wait_status = SIGTERM }, STATE_RUNNING,
		  ENDING_QEMU_TERMINATED, 4 },
		{ { .wait_status = SIGUSR2 }, STATE_NOT_RUN,
		  ENDING_QEMU_TERMINATED, 4 },
		{ { .started = true, .cpu_limit = true,
		    .wait_status = KILLED }, STATE_RUNNING,
		  ENDING_CPU_LIMIT, 1 },
		/* What we did ourselves is the deadline's doing. */
		{ { .started = true, .cpu_limit = true, .deadline = true,
		    .killed_by_us = true, .wait_status = KILLED },
		  STATE_RUNNING, ENDING_HOST_DEADLINE, 3 },
		{ { .started = true, .signal = SIGUSR1 }, STATE_RUNNING,
		  ENDING_TERMINATED, 143 },
		{ { .started = true, .signal = SIGINT }, STATE_RUNNING,
		  ENDING_INTERRUPTED, 130 },
		{ { .started = true, .signal = SIGTERM }, STATE_RUNNING,
		  ENDING_TERMINATED, 143 },
		{ { .started = true, .signal = SIGHUP }, STATE_RUNNING,
		  ENDING_TERMINATED, 143 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct image_end image = in_state(rows[i].state);

		CHECK(exit_of(&rows[i].machine, &image, rows[i].ending) ==
		      rows[i].status);
	}
}

/* What the host saw never turns a verdict into a success or undoes one. */
static void a_verdict_counts_above_an_ugly_end(void)
{
	const struct machine_end ugly = {
		.started = true, .guest_panicked = true, .guest_reset = true,
		.deadline = true, .wait_status = KILLED,
	};
	const struct machine_end full = { .started = true, .no_space = true };
	const struct machine_end stopped = { .started = true,
					     .signal = SIGTERM };
	struct image_end done = ended(VERDICT_DONE, 1, 0);
	struct image_end broken = ended(VERDICT_IO_ERROR, 1, 0);
	struct image_end failed = ended(VERDICT_DONE_WITH_FAILURES, 1, 1);
	struct image_end nothing = { 0 };

	CHECK(exit_of(&ugly, &done, ENDING_VERDICT) == 0);
	CHECK(exit_of(&stopped, &done, ENDING_TERMINATED) == 143);
	CHECK(exit_of(&full, &done, ENDING_VERDICT) == 0);
	CHECK(exit_of(&full, &broken, ENDING_HOST_DISK_FULL) == 4);
	/* A script that failed by an error of the disk did not fail. */
	CHECK(exit_of(&full, &failed, ENDING_HOST_DISK_FULL) == 4);
	/* A status block that cannot be read is no verdict. */
	CHECK(exit_of(&(struct machine_end){ .started = true }, &nothing,
		      ENDING_NO_VERDICT) == 3);
}

int main(void)
{
	each_verdict_has_its_exit_status();
	a_verdict_without_its_records_is_no_success();
	without_a_verdict_the_end_of_the_machine_counts();
	a_verdict_counts_above_an_ugly_end();
	for (int i = 0; i < ENDING_COUNT; i++)
		CHECK(ending_word((enum ending)i)[0] &&
		      ending_meaning((enum ending)i)[0]);
	return test_end();
}
