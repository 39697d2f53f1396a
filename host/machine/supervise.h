/* SPDX-License-Identifier: MIT */
/* supervise: one loop from the start of a virtual machine to its end.  It
 * ends always: each phase has a deadline, and the last resort is SIGKILL.
 * Time in which gva itself did not run, as it was stopped, is no part of it. */
#ifndef GVA_HOST_MACHINE_SUPERVISE_H
#define GVA_HOST_MACHINE_SUPERVISE_H

#include "host/machine/console.h"
#include "host/machine/ending.h"
#include "host/machine/said.h"
#include "host/machine/view.h"
#include "host/qemu/process.h"

struct supervision {
	const struct qemu_process *process;
	int signals;           /* of signals_catch() */
	uint64_t deadline_s;   /* the job's; the guest keeps it, we watch */
	bool reset_is_power_off;
	const char *out_image; /* its status block says how far it came */
	uint64_t boots_before; /* as it was before this one */
	bool marks_boot;       /* the guest counts its boot there */
	struct console *console;
	struct view *view;
	struct said *said;     /* by QEMU, on its stdout and stderr */
};

/* supervise: -ETIMEDOUT when not even SIGKILL ended QEMU, -ENOMEM. */
int supervise(struct supervision *supervision, struct machine_end *ret);

#endif
