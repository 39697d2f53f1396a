/* SPDX-License-Identifier: MIT */
/* vm_run: a machine that was prepared, while it runs. */
#ifndef GVA_HOST_MACHINE_VM_RUN_H
#define GVA_HOST_MACHINE_VM_RUN_H

#include "host/machine/vm.h"

/* vm_run: the machine from its command line to its end.  With KVM that runs
 * nothing it is started anew with TCG. */
int vm_run(struct vm *vm);

#endif
