/* SPDX-License-Identifier: MIT */
/* run_machine: the virtual machine of a run, from its command line to its
 * end. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/image.h"
#include "host/kvm_memory.h"
#include "host/run.h"
#include "host/say.h"

enum { DIGEST_SECONDS = 120 };

/* --cpu host is KVM's alone. */
static int check_cpu(const struct run *run)
{
	const char *cpu = run->request.cpu;
	bool asked = strcmp(run->request.accel, "tcg") == 0;

	if (!cpu || run->acceleration.accelerator == ACCELERATOR_KVM ||
	    !span_is((struct span){ cpu, strcspn(cpu, ",") }, "host"))
		return 0;
	return fail(asked ? EXIT_BAD_USE : EXIT_HOST_FAILED, "use --cpu %s: "
		    "it needs KVM, and there is TCG (%s); leave --cpu out, or "
		    "name another model", cpu, run->acceleration.reason);
}

static int hear_qemu(struct run *run)
{
	char bytes[2048];
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	run->asking = false;
	if (qemu_hear(&run->qemu, &run->profile, &run->asked, &why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", bytes);
	if (!run->qemu.has_machine)
		return fail(EXIT_HOST_FAILED, "start QEMU: %s has no machine "
			    "%s; choose another with --machine",
			    run->qemu.path, run->request.machine);
	if (accelerator_choose(run->request.accel, run->qemu.has_kvm,
			       &run->acceleration) < 0)
		return fail(EXIT_HOST_FAILED, "use KVM: %s; --accel auto "
			    "takes TCG, which is slower",
			    run->acceleration.reason);
	if (run->acceleration.accelerator == ACCELERATOR_KVM &&
	    run->acceleration.chosen_by_us &&
	    kvm_memory_read(run->request.machine, run->acceleration.reason,
			    sizeof(run->acceleration.reason)))
		run->acceleration.accelerator = ACCELERATOR_TCG;
	return check_cpu(run);
}

/* `plain`: without what the user chose. */
static int make_command_line(const struct run *run, bool plain,
			     char ret[COMMAND_LINE_SIZE])
{
	const struct profile *profile = &run->profile;
	bool tcg = run->acceleration.accelerator == ACCELERATOR_TCG;
	struct text line;
	uint64_t khz = 0;

	text_init(&line, ret, COMMAND_LINE_SIZE);
	command_line_add(&line, profile->values[PROFILE_APPEND]);
	/* A host that has no such counter has no rate of it to tell. */
	if (tcg && tsc_khz(&khz) == 0)
		command_line_add_tsc(&line, profile->values[PROFILE_APPEND_TCG],
				     khz);
	command_line_add(&line, run->request.words.bytes);
	if (!plain)
		command_line_add(&line, run->request.append);
	if (line.cut || run->request.words.cut)
		return fail(EXIT_BAD_USE, "run: the kernel's command line "
			    "holds 2047 bytes at most; put less into --set "
			    "and --append");
	return 0;
}

static int make_argv(struct run *run)
{
	int status = make_command_line(run, false, run->command_line);

	if (status == 0 && run_argv(run, false, &run->argv) < 0)
		status = fail(EXIT_HOST_FAILED, "run: out of memory");
	return status;
}

/* The digests of what the machine only reads. */
static void start_digests(struct run *run)
{
	digests_add(&run->digests, run->kernel);
	digests_add(&run->digests, run->initrd);
	for (size_t i = 0; i < run->drives.count; i++)
		if (!run->drives.list[i].writable)
			digests_add(&run->digests, run->drives.list[i].path);
	digests_start(&run->digests);
}

static int watch_machine(struct run *run, const struct qemu_process *process)
{
	struct supervision *supervision = &run->supervision;
	int err;

	supervision->process = process;
	supervision->signals = run->signals;
	supervision->deadline_s = run->request.options.values[OPTION_DEADLINE];
	supervision->reset_is_power_off = profile_resets(&run->profile);
	supervision->out_image = run->out_image;
	supervision->boots_before = run->boots_before;
	supervision->marks_boot =
		run->request.options.values[OPTION_MODE] == MODE_RUN;
	supervision->console = &run->console;
	supervision->view = &run->view;
	err = supervise(supervision, &run->machine_end);
	if (err == -ETIMEDOUT)
		return fail(EXIT_HOST_FAILED, "end QEMU: process %ld does not "
			    "end, even by SIGKILL; its images are left",
			    (long)process->pid);
	if (err < 0)
		return fail(EXIT_HOST_FAILED, "watch QEMU: %s",
			    strerror(-err));
	return 0;
}

static int start_and_watch(struct run *run)
{
	struct qemu_process process;
	char path[PATH_MAX];
	int err, status;

	err = run_path(run, RUN_CONSOLE, path);
	if (err == 0)
		err = console_open(&run->console, path);
	if (err < 0)
		return fail(EXIT_HOST_FAILED, "make %s: %s", path,
			    strerror(-err));
	run->made_console = true;
	start_digests(run);
	view_start(&run->view, run->request.quiet || run->request.passthrough);
	err = qemu_process_start(run->argv.list, &process);
	if (err < 0) {
		(void)console_close(&run->console); /* nothing is in it */
		digests_finish(&run->digests, 0);
		return fail(EXIT_HOST_FAILED, "start QEMU: %s",
			    strerror(-err));
	}
	run->started_machine = true;
	status = watch_machine(run, &process);
	qemu_process_close(&process);
	digests_finish(&run->digests, run->machine_end.signal ? 0 :
							DIGEST_SECONDS);
	err = console_close(&run->console);
	if (err < 0)
		say("write %s: %s", path, strerror(-err));
	return status;
}

static int try_machine(struct run *run)
{
	int status = make_argv(run);

	return status ? status : start_and_watch(run);
}

/* QEMU did not come as far as a guest that marks its out image. */
static bool failed_to_start(const struct run *run)
{
	struct image_end end = { 0 };
	char bytes[DETAIL_MAX];
	struct image image;
	struct text why;

	text_init(&why, bytes, sizeof(bytes));
	if (image_probe(run->out_image, &image, &why) < 0)
		return false;
	/* What an earlier boot said there is not this one's. */
	end.has_status = true;
	end.status.state = STATE_NOT_RUN;
	return image.has_status && image.status.boots == run->boots_before &&
	       ending_of(&run->machine_end, &end) == ENDING_QEMU_FAILED;
}

/* Some hosts show a /dev/kvm that runs nothing: a cloud's own machines, most
 * of all.  The guest did nothing yet, so that another start loses nothing. */
static bool kvm_runs_nothing(const struct run *run)
{
	return run->acceleration.accelerator == ACCELERATOR_KVM &&
	       run->acceleration.chosen_by_us && failed_to_start(run);
}

/* Makes room for a second start. */
static int take_tcg(struct run *run)
{
	const struct said *said = &run->supervision.said;
	char path[PATH_MAX];

	accelerator_fall_back(&run->acceleration,
			      (struct span){ said->bytes, said->length });
	arguments_free(&run->argv);
	run->digests = (struct digests){ 0 };
	if (run_path(run, RUN_CONSOLE, path) < 0 || unlink(path) < 0)
		return fail(EXIT_HOST_FAILED, "remove %s: %s", path,
			    strerror(errno));
	return check_cpu(run);
}

static int try_tcg(struct run *run)
{
	int status = take_tcg(run);

	if (status == 0)
		status = try_machine(run);
	/* What the user chose may be what KVM cannot do. */
	if (status == 0 && !run->request.cpu && !run->request.kernel &&
	    !run->request.initrd && !failed_to_start(run))
		kvm_memory_write(run->request.machine);
	return status;
}

int run_check_drive(const struct drive *drive)
{
	char roles[ROLE_NAME_MAX + 1];

	if (!drive_busy(drive))
		return 0;
	role_format(drive->roles, roles);
	return fail(EXIT_NOT_FINISHED, "use %s as %s: a QEMU has it attached; "
		    "wait for its end", drive->path,
		    roles + sizeof("gva-") - 1);
}

/* QEMU failed: for what was asked for, or as another machine came first. */
static int explain_failure(struct run *run)
{
	char bytes[2 * PATH_MAX];
	struct text why;
	int status = 0;

	for (size_t i = 0; status == 0 && i < run->drives.count; i++)
		status = run_check_drive(&run->drives.list[i]);
	if (status)
		return status;
	text_init(&why, bytes, sizeof(bytes));
	if (run_choice_failed(run, &why))
		return fail(EXIT_BAD_USE, "%s", bytes);
	return 0;
}

int run_machine(struct run *run)
{
	uint64_t start;
	int status = hear_qemu(run);

	if (status)
		return status;
	start = clock_ns();
	status = try_machine(run);
	if (status == 0 && kvm_runs_nothing(run))
		status = try_tcg(run);
	run->stage_ns[STAGE_MACHINE] = clock_ns() - start;
	if (status == 0 && !run->machine_end.signal && failed_to_start(run)) {
		status = explain_failure(run);
		run->started_machine &= status == 0;
	}
	return status;
}
