/* SPDX-License-Identifier: MIT */
/* vm_wish: what a user may choose of a machine. */
#ifndef GVA_HOST_MACHINE_VM_WISH_H
#define GVA_HOST_MACHINE_VM_WISH_H

#include <stdint.h>

#define VM_MACHINE_DEFAULT "q35" /* of qemu/ */

struct vm_wish {
	const char *machine; /* of qemu/ */
	const char *accel;   /* auto, kvm or tcg */
	const char *cpu;     /* NULL: the profile's */
	const char *kernel;  /* paths, NULL: the appliance's own */
	const char *initrd;
	const char *append;  /* words for the kernel */
	uint64_t memory;     /* bytes */
	uint64_t cpus;
};

/* vm_wish_init: every default. */
void vm_wish_init(struct vm_wish *wish);

#endif
