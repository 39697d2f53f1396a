/* SPDX-License-Identifier: MIT */
#include "host/machine/vm_wish.h"

void vm_wish_init(struct vm_wish *wish)
{
	*wish = (struct vm_wish){
		.machine = VM_MACHINE_DEFAULT,
		.accel = "auto",
		.append = "",
		.memory = UINT64_C(512) << 20,
		.cpus = 1,
	};
}
