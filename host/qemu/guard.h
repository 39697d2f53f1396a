/* SPDX-License-Identifier: MIT */
/* guard: a small process between gva and QEMU, which sees to it that nothing
 * of QEMU outlives gva, however that ends: a QEMU may stand behind a wrapper
 * that did not exec, and the kernel's PR_SET_PDEATHSIG reaches that alone. */
#ifndef GVA_HOST_QEMU_GUARD_H
#define GVA_HOST_QEMU_GUARD_H

#include <stdint.h>
#include <sys/types.h>

/* How the program ended, told by the guard when nothing of it is left. */
struct guard_end {
	int wait_status; /* as of wait(2) */
	uint64_t cpu_ns; /* of it and of what it waited for */
};

/* guard_run: what the guard does: starts the program (`become` never comes
 * back) and tells its process number, a pid_t, or -errno, over the socket `far`
 * (SOCK_SEQPACKET); kills it and all that came of it when it hears something
 * there, or the far end is closed; tells its end. */
_Noreturn void guard_run(int far, void (*become)(void *context),
			 void *context);

#endif
