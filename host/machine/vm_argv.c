/* SPDX-License-Identifier: MIT */
#include "host/machine/vm_argv.h"

#include "host/base/say.h"

enum { MIB = 1 << 20 };

static int make_command_line(struct vm *vm)
{
	const struct profile *profile = &vm->profile;
	bool tcg = vm->acceleration.accelerator == ACCELERATOR_TCG;
	struct text line;
	uint64_t khz = 0;

	text_init(&line, vm->command_line, sizeof(vm->command_line));
	command_line_add(&line, profile->values[PROFILE_APPEND]);
	/* A host that has no such counter has no rate of it to tell. */
	if (tcg && tsc_khz(&khz) == 0)
		command_line_add_tsc(&line, profile->values[PROFILE_APPEND_TCG],
				     khz);
	command_line_add(&line, vm->words->bytes);
	command_line_add(&line, vm->wish.append);
	if (line.cut || vm->words->cut)
		return fail(EXIT_BAD_USE, "run: the kernel's command line "
			    "holds 2047 bytes at most; put less into --set "
			    "and --append");
	return 0;
}

void vm_spec(const struct vm *vm, struct vm_spec *ret)
{
	*ret = (struct vm_spec){
		.qemu = &vm->qemu,
		.profile = &vm->profile,
		.drives = &vm->drives,
		.job = vm->job,
		.accelerator = vm->acceleration.accelerator,
		.cpu = vm->wish.cpu,
		.memory_mib = vm->wish.memory / MIB,
		.cpus = vm->wish.cpus,
		.kernel = vm->kernel,
		.initrd = vm->initrd,
		.command_line = vm->command_line,
	};
}

int vm_argv_make(struct vm *vm)
{
	int status = make_command_line(vm);
	struct vm_spec spec;

	if (status)
		return status;
	vm_spec(vm, &spec);
	qemu_argv(&spec, &vm->argv);
	if (vm->argv.failed)
		return fail(EXIT_HOST_FAILED, "run: out of memory");
	return 0;
}
