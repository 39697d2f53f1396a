/* SPDX-License-Identifier: MIT */
/* qemu: the QEMU of this host: where it is and what it can do, which it is
 * asked itself; its version is only told, never judged. */
#ifndef GVA_HOST_QEMU_QEMU_H
#define GVA_HOST_QEMU_QEMU_H

#include <limits.h>

#include "host/qemu/process.h"
#include "host/qemu/profile.h"

struct qemu {
	char path[PATH_MAX];
	char version[96];
	bool has_machine; /* the profile's */
	bool has_panic_device;
	bool has_sandbox;
	bool has_kvm;
	char firmware[PATH_MAX]; /* the profile's, "" when the host lacks it */
};

/* qemu_find: $GVA_QEMU, else qemu-system-x86_64 or qemu-kvm in PATH, else in
 * its usual places.  -ENOENT: none; `why` says where it was sought. */
int qemu_find(struct qemu *qemu, struct text *why);
/* A QEMU without a machine that answers questions meanwhile: it costs 0.1 s,
 * which packing hides. */
int qemu_ask(const struct qemu *qemu, const struct profile *profile,
	     struct qemu_process *ret_asked, struct text *why);
/* qemu_hear: its answers, within 30 s; ends it.  -EIO: it could not start or
 * does not speak, `why` has what it said. */
int qemu_hear(struct qemu *qemu, const struct profile *profile,
	      struct qemu_process *asked, struct text *why);
/* qemu_find_firmware: the profile's firmware in QEMU's folders. */
void qemu_find_firmware(struct qemu *qemu, const struct profile *profile);

#endif
