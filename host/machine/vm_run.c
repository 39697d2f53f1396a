/* SPDX-License-Identifier: MIT */
#include "host/machine/vm_run.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "host/base/clock.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/image/image.h"
#include "host/machine/supervise.h"
#include "host/machine/vm_argv.h"
#include "host/machine/vm_choice.h"
#include "host/qemu/kvm_memory.h"

enum { DIGEST_SECONDS = 120 };

/* --cpu host is KVM's alone. */
static int check_cpu(const struct vm *vm)
{
	const char *cpu = vm->wish.cpu;
	bool asked = strcmp(vm->wish.accel, "tcg") == 0;

	if (!cpu || vm->acceleration.accelerator == ACCELERATOR_KVM ||
	    !span_is((struct span){ cpu, strcspn(cpu, ",") }, "host"))
		return 0;
	return fail(asked ? EXIT_BAD_USE : EXIT_HOST_FAILED, "use --cpu %s: "
		    "it needs KVM, and there is TCG (%s); leave --cpu out, or "
		    "name another model", cpu, vm->acceleration.reason);
}

static int hear_qemu(struct vm *vm)
{
	struct reason reason;
	struct text *why = reason_init(&reason);

	vm->asking = false;
	if (qemu_hear(&vm->qemu, &vm->profile, &vm->asked, why) < 0)
		return fail(EXIT_HOST_FAILED, "%s", why->bytes);
	if (!vm->qemu.has_machine)
		return fail(EXIT_HOST_FAILED, "start QEMU: %s has no machine "
			    "%s; choose another with --machine",
			    vm->qemu.path, vm->wish.machine);
	if (accelerator_choose(vm->wish.accel, vm->qemu.has_kvm,
			       &vm->acceleration) < 0)
		return fail(EXIT_HOST_FAILED, "use KVM: %s; --accel auto "
			    "takes TCG, which is slower",
			    vm->acceleration.reason);
	if (vm->acceleration.accelerator == ACCELERATOR_KVM &&
	    vm->acceleration.chosen_by_us &&
	    kvm_memory_read(vm->wish.machine, vm->acceleration.reason,
			    sizeof(vm->acceleration.reason)))
		vm->acceleration.accelerator = ACCELERATOR_TCG;
	return check_cpu(vm);
}

/* The digests of what the machine only reads. */
static void start_digests(struct vm *vm)
{
	digests_add(&vm->digests, vm->kernel);
	digests_add(&vm->digests, vm->initrd);
	for (size_t i = 0; i < vm->drives.count; i++)
		if (!vm->drives.list[i].writable)
			digests_add(&vm->digests, vm->drives.list[i].path);
	digests_start(&vm->digests);
}

static int watch_machine(struct vm *vm, const struct qemu_process *process)
{
	struct supervision supervision = {
		.process = process,
		.signals = vm->signals,
		.deadline_s = vm->deadline_s,
		.reset_is_power_off = profile_resets(&vm->profile),
		.out_image = vm->out_image,
		.boots_before = vm->boots_before,
		.marks_boot = vm->marks_boot,
		.console = &vm->console,
		.view = &vm->view,
		.said = &vm->said,
	};
	int err = supervise(&supervision, &vm->end);

	if (err == -ETIMEDOUT)
		return fail(EXIT_HOST_FAILED, "end QEMU: process %ld does not "
			    "end, even by SIGKILL; its images are left",
			    (long)process->pid);
	if (err < 0)
		return fail(EXIT_HOST_FAILED, "watch QEMU: %s",
			    strerror(-err));
	return 0;
}

static int start_and_watch(struct vm *vm)
{
	struct qemu_process process;
	const char *path = vm->console_path;
	int err = console_open(&vm->console, path), status;

	if (err < 0)
		return fail(EXIT_HOST_FAILED, "make %s: %s", path,
			    strerror(-err));
	vm->made_console = true;
	start_digests(vm);
	view_start(&vm->view, vm->quiet);
	err = qemu_process_start(vm->argv.list, &process);
	if (err < 0) {
		(void)console_close(&vm->console); /* nothing is in it */
		digests_finish(&vm->digests, 0);
		return fail(EXIT_HOST_FAILED, "start QEMU: %s",
			    strerror(-err));
	}
	vm->started = true;
	status = watch_machine(vm, &process);
	qemu_process_close(&process);
	digests_finish(&vm->digests, vm->end.signal ? 0 : DIGEST_SECONDS);
	err = console_close(&vm->console);
	if (err < 0)
		say("write %s: %s", path, strerror(-err));
	return status;
}

static int try_machine(struct vm *vm)
{
	int status = vm_argv_make(vm);

	return status ? status : start_and_watch(vm);
}

/* QEMU did not come as far as a guest that marks its out image. */
static bool failed_to_start(const struct vm *vm)
{
	struct image_end end = { 0 };
	struct image image;
	struct reason reason;
	struct text *why = reason_init(&reason);

	if (image_probe(vm->out_image, &image, why) < 0)
		return false;
	/* What an earlier boot said there is not this one's. */
	end.has_status = true;
	end.status.state = STATE_NOT_RUN;
	return image.has_status && image.status.boots == vm->boots_before &&
	       ending_of(&vm->end, &end) == ENDING_QEMU_FAILED;
}

/* Some hosts show a /dev/kvm that runs nothing: a cloud's own machines, most
 * of all.  The guest did nothing yet, so that another start loses nothing. */
static bool kvm_runs_nothing(const struct vm *vm)
{
	return vm->acceleration.accelerator == ACCELERATOR_KVM &&
	       vm->acceleration.chosen_by_us && failed_to_start(vm);
}

/* Makes room for a second start. */
static int take_tcg(struct vm *vm)
{
	const struct said *said = &vm->said;

	accelerator_fall_back(&vm->acceleration,
			      (struct span){ said->bytes, said->length });
	arguments_free(&vm->argv);
	vm->digests = (struct digests){ 0 };
	if (unlink(vm->console_path) < 0)
		return fail(EXIT_HOST_FAILED, "remove %s: %s",
			    vm->console_path, strerror(errno));
	return check_cpu(vm);
}

static int try_tcg(struct vm *vm)
{
	int status = take_tcg(vm);

	if (status == 0)
		status = try_machine(vm);
	/* What the user chose may be what KVM cannot do. */
	if (status == 0 && !vm->wish.cpu && !vm->wish.kernel &&
	    !vm->wish.initrd && !failed_to_start(vm))
		kvm_memory_write(vm->wish.machine);
	return status;
}

/* QEMU failed: for what was asked for, or as another machine came first. */
static int explain_failure(struct vm *vm)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	int status = 0;

	for (size_t i = 0; status == 0 && i < vm->drives.count; i++)
		status = vm_check_drive(&vm->drives.list[i]);
	if (status)
		return status;
	if (vm_choice_failed(vm, why))
		return fail(EXIT_BAD_USE, "%s", why->bytes);
	return 0;
}

int vm_run(struct vm *vm)
{
	uint64_t start;
	int status = hear_qemu(vm);

	if (status)
		return status;
	start = clock_ns();
	status = try_machine(vm);
	if (status == 0 && kvm_runs_nothing(vm))
		status = try_tcg(vm);
	vm->took_ns = clock_ns() - start;
	if (status == 0 && !vm->end.signal && failed_to_start(vm)) {
		status = explain_failure(vm);
		vm->started &= status == 0;
	}
	return status;
}
