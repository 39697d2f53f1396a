/* SPDX-License-Identifier: MIT */
/* qemu_argv: the command line of QEMU, from a profile and what is to run. */
#ifndef GVA_HOST_QEMU_ARGV_H
#define GVA_HOST_QEMU_ARGV_H

#include "host/image/drive.h"
#include "host/qemu/accelerator.h"
#include "host/qemu/arguments.h"
#include "host/qemu/qemu.h"

/* What a virtual machine is made of. */
struct vm_spec {
	const struct qemu *qemu;
	const struct profile *profile;
	const struct drives *drives;
	const char *job;          /* its name */
	enum accelerator accelerator;
	const char *cpu;          /* the model, NULL: the profile's */
	uint64_t memory_mib;
	uint64_t cpus;
	const char *kernel;       /* paths */
	const char *initrd;
	const char *command_line; /* the kernel's */
};

void qemu_argv(const struct vm_spec *spec, struct arguments *arguments);
/* vm_spec_cpu: the CPU model that will be asked for. */
const char *vm_spec_cpu(const struct vm_spec *spec);

#endif
