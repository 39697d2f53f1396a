/* SPDX-License-Identifier: MIT */
/* profile: a kind of virtual machine as data, qemu/NAME.conf: KEY=VALUE lines,
 * # for comments.  qemu/README.md tells what each key means. */
#ifndef GVA_HOST_QEMU_PROFILE_H
#define GVA_HOST_QEMU_PROFILE_H

#include "contract/text.h"

enum profile_key {
	PROFILE_MACHINE,      /* -machine */
	PROFILE_FIRMWARE,     /* -bios, where the host has the file; optional */
	PROFILE_KERNEL,       /* vmlinux or bzImage */
	PROFILE_APPEND,       /* words for the kernel; optional */
	PROFILE_APPEND_TCG,   /* the same, under TCG only; optional */
	PROFILE_ACCEL_KVM,    /* -accel */
	PROFILE_ACCEL_TCG,
	PROFILE_CPU_KVM,      /* -cpu */
	PROFILE_CPU_TCG,
	PROFILE_DISK_DEVICE,
	PROFILE_RNG_DEVICE,
	PROFILE_PANIC_DEVICE, /* where QEMU has it; optional */
	PROFILE_POWER_OFF,    /* the SHUTDOWN reason of a power-off:
				 shutdown or reset */
	PROFILE_KEY_COUNT,
};

enum { PROFILE_VALUE_SIZE = 256, PROFILE_SIZE_MAX = 16 * 1024 };

struct profile {
	char values[PROFILE_KEY_COUNT][PROFILE_VALUE_SIZE]; /* "": not set */
};

/* profile_parse: from the bytes of a file.  -EINVAL, and the reason in `why`:
 * an unknown key, one set twice or not at all, a bad value. */
int profile_parse(struct span bytes, struct profile *ret, struct text *why);
/* profile_read: the file at `path`; -errno and the reason. */
int profile_read(const char *path, struct profile *ret, struct text *why);
/* profile_machine: the machine's name, without its options. */
struct span profile_machine(const struct profile *profile);
/* profile_resets: whether this machine powers off by a reset. */
bool profile_resets(const struct profile *profile);

#endif
