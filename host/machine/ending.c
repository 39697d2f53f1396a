/* SPDX-License-Identifier: MIT */
#include "host/machine/ending.h"

#include <signal.h>
#include <sys/wait.h>

static const struct {
	const char *word;
	const char *meaning;
	enum exit_status status;
} endings[ENDING_COUNT] = {
	[ENDING_VERDICT] = { "verdict", "the guest gave its verdict",
		EXIT_NOT_FINISHED },
	[ENDING_RECORDS_MISSING] = { "records-missing",
		"the verdict counts records that could not be read",
		EXIT_NOT_FINISHED },
	[ENDING_FILES_INCOMPLETE] = { "files-incomplete",
		"the job left files that could not all be copied",
		EXIT_JOB_FAILED },
	[ENDING_NEVER_STARTED] = { "never-started",
		"the guest never started", EXIT_NOT_FINISHED },
	[ENDING_GUEST_PANIC] = { "guest-panic",
		"the guest's kernel panicked", EXIT_NOT_FINISHED },
	[ENDING_RESET] = { "reset", "the guest reset itself",
		EXIT_NOT_FINISHED },
	[ENDING_NO_VERDICT] = { "no-verdict",
		"the guest ended without a verdict", EXIT_NOT_FINISHED },
	[ENDING_HOST_DEADLINE] = { "host-deadline",
		"the guest overran the job's deadline and was stopped",
		EXIT_NOT_FINISHED },
	[ENDING_CPU_LIMIT] = { "cpu-limit",
		"QEMU was ended by this site's limit of CPU time",
		EXIT_JOB_FAILED },
	[ENDING_QEMU_KILLED] = { "qemu-killed",
		"QEMU was killed, perhaps by the host's OOM killer",
		EXIT_HOST_FAILED },
	[ENDING_QEMU_TERMINATED] = { "qemu-terminated",
		"QEMU was ended by a signal from outside", EXIT_HOST_FAILED },
	[ENDING_QEMU_FAILED] = { "qemu-failed", "QEMU failed",
		EXIT_HOST_FAILED },
	[ENDING_HOST_DISK_FULL] = { "host-disk-full",
		"this host has no room for the output, or no file may grow so "
		"large", EXIT_HOST_FAILED },
	[ENDING_INTERRUPTED] = { "interrupted", "stopped by SIGINT",
		EXIT_INTERRUPTED },
	[ENDING_TERMINATED] = { "terminated", "stopped by a signal",
		EXIT_TERMINATED },
	[ENDING_HOST_FAILED] = { "host-failed",
		"this host could not start a machine, or not place its results",
		EXIT_HOST_FAILED },
	[ENDING_IMAGE_BUSY] = { "image-busy",
		"another run has one of the images or the results folder",
		EXIT_NOT_FINISHED },
};

const char *ending_word(enum ending ending)
{
	return endings[ending].word;
}

const char *ending_meaning(enum ending ending)
{
	return endings[ending].meaning;
}

enum exit_status ending_exit(enum ending ending, enum verdict verdict)
{
	if (ending == ENDING_VERDICT)
		return exit_of_verdict(verdict);
	return endings[ending].status;
}

/* Whether a signal from outside ended QEMU; those of a fault of its own are
 * left over. */
static bool ended_from_outside(const struct machine_end *machine)
{
	if (machine->host_signal)
		return true;
	if (!WIFSIGNALED(machine->wait_status) || machine->killed_by_us)
		return false;
	switch (WTERMSIG(machine->wait_status)) {
	case SIGABRT: case SIGBUS: case SIGFPE: case SIGILL: case SIGSEGV:
	case SIGSYS: case SIGTRAP:
		return false;
	default:
		return true;
	}
}

/* Without a verdict the host's own view must do. */
static enum ending ending_without_verdict(const struct machine_end *machine,
					  const struct image_end *image)
{
	int wait_status = machine->wait_status;
	bool not_run = image->has_status &&
		       image->status.state == STATE_NOT_RUN;

	if (machine->cpu_limit && !machine->killed_by_us)
		return ENDING_CPU_LIMIT;
	if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL &&
	    !machine->killed_by_us)
		return ENDING_QEMU_KILLED;
	if (ended_from_outside(machine))
		return ENDING_QEMU_TERMINATED;
	if (machine->deadline)
		return not_run ? ENDING_NEVER_STARTED : ENDING_HOST_DEADLINE;
	if (machine->guest_panicked)
		return ENDING_GUEST_PANIC;
	if (!machine->started || machine->stood_still ||
	    WIFSIGNALED(wait_status) ||
	    WEXITSTATUS(wait_status) != 0)
		return ENDING_QEMU_FAILED;
	if (machine->no_space)
		return ENDING_HOST_DISK_FULL;
	/* After what is certain: it only names an end without a verdict. */
	if (machine->panic_on_console)
		return ENDING_GUEST_PANIC;
	if (machine->guest_reset)
		return ENDING_RESET;
	return not_run ? ENDING_NEVER_STARTED : ENDING_NO_VERDICT;
}

/* A verdict that says the scripts ran must be borne out by their records, and
 * by what they left in /out; one that says that the job or the appliance is at
 * fault stands alone. */
static enum ending ending_with_verdict(const struct image_end *image)
{
	enum exit_status status = exit_of_verdict(image->status.verdict);

	if (status != EXIT_ALL_SUCCEEDED && status != EXIT_JOB_FAILED)
		return ENDING_VERDICT;
	if (image->not_placed)
		return ENDING_HOST_FAILED;
	if (!(image->read_whole || image->files_cut) ||
	    image->records != image->status.scripts ||
	    image->failed != image->status.failed)
		return ENDING_RECORDS_MISSING;
	return image->read_whole ? ENDING_VERDICT : ENDING_FILES_INCOMPLETE;
}

/* Whether what the guest met was the host's want of room: an error of the
 * disk, or a script that failed by one. */
static bool is_want_of_room(const struct machine_end *machine,
			    const struct image_end *image)
{
	enum exit_status status = exit_of_verdict(image->status.verdict);

	return image->no_space ||
	       (machine->no_space && (status == EXIT_JOB_FAILED ||
				      status == EXIT_NOT_FINISHED));
}

enum ending ending_of_signal(int signo)
{
	return exit_of_signal(signo) == EXIT_INTERRUPTED ? ENDING_INTERRUPTED :
							 ENDING_TERMINATED;
}

enum ending ending_of(const struct machine_end *machine,
		      const struct image_end *image)
{
	if (machine->signal)
		return ending_of_signal(machine->signal);
	if (!image->has_status || image->status.state != STATE_ENDED)
		return ending_without_verdict(machine, image);
	if (is_want_of_room(machine, image))
		return ENDING_HOST_DISK_FULL;
	return ending_with_verdict(image);
}
