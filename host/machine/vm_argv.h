/* SPDX-License-Identifier: MIT */
/* vm_argv: what a machine's kernel and its QEMU are started with. */
#ifndef GVA_HOST_MACHINE_VM_ARGV_H
#define GVA_HOST_MACHINE_VM_ARGV_H

#include "host/machine/vm.h"

/* vm_spec: what is handed to QEMU; it points into `vm`. */
void vm_spec(const struct vm *vm, struct vm_spec *ret);
/* vm_argv_make: both command lines, into `vm`; 0 or an exit status. */
int vm_argv_make(struct vm *vm);

#endif
