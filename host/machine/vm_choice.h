/* SPDX-License-Identifier: MIT */
/* vm_choice: whether what the user chose of QEMU was at fault when it did not
 * start. */
#ifndef GVA_HOST_MACHINE_VM_CHOICE_H
#define GVA_HOST_MACHINE_VM_CHOICE_H

#include "host/machine/vm.h"

/* vm_choice_failed: whether QEMU failed for what the user chose (--cpu,
 * --kernel, ...), as it starts without it; what it was in `why`. */
bool vm_choice_failed(const struct vm *vm, struct text *why);

#endif
