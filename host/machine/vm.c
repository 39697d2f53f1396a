/* SPDX-License-Identifier: MIT */
#include "host/machine/vm.h"

#include "host/base/say.h"

enum { END_SECONDS = 10 };

int vm_check_drive(const struct drive *drive)
{
	char roles[ROLE_NAME_MAX + 1];

	if (!drive_busy(drive))
		return 0;
	role_format(drive->roles, roles);
	return fail(EXIT_NOT_FINISHED, "use %s as %s: a QEMU has it attached; "
		    "wait for its end", drive->path,
		    roles + sizeof("gva-") - 1);
}

void vm_end_asked(struct vm *vm)
{
	if (!vm->asking)
		return;
	vm->asking = false;
	qemu_process_kill(&vm->asked);
	(void)qemu_process_wait(&vm->asked, END_SECONDS, NULL);
	qemu_process_close(&vm->asked);
}

void vm_close(struct vm *vm)
{
	vm_end_asked(vm);
	arguments_free(&vm->argv);
}
