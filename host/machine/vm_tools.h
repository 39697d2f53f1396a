/* SPDX-License-Identifier: MIT */
/* vm_tools: e2fsck for the guest that may have to repair its disk. */
#ifndef GVA_HOST_MACHINE_VM_TOOLS_H
#define GVA_HOST_MACHINE_VM_TOOLS_H

#include "host/machine/vm.h"

/* vm_add_tools: after vm_prepare(): the initramfs becomes one with e2fsck in
 * its end, a new file at `path`; 0 or an exit status.  Where that part is not
 * installed, nothing is added: the guest says so when it needs it. */
int vm_add_tools(struct vm *vm, const char *path);

#endif
