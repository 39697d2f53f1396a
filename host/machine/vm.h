/* SPDX-License-Identifier: MIT */
/* vm: one virtual machine, from what is asked of it to how it ended.  It
 * knows neither a job nor its results: a run and a repair stand on it.  Its
 * steps give 0 or an exit status, and then the error has been said. */
#ifndef GVA_HOST_MACHINE_VM_H
#define GVA_HOST_MACHINE_VM_H

#include "host/image/drive.h"
#include "host/machine/command_line.h"
#include "host/machine/console.h"
#include "host/machine/digests.h"
#include "host/machine/ending.h"
#include "host/machine/said.h"
#include "host/machine/view.h"
#include "host/machine/vm_wish.h"
#include "host/qemu/accelerator.h"
#include "host/qemu/arguments.h"
#include "host/qemu/argv.h"
#include "host/qemu/qemu.h"

struct vm {
	/* Filled in before vm_prepare(): */
	struct vm_wish wish;
	int signals;              /* of signals_catch() */
	bool quiet;               /* nothing is shown while it runs */

	/* and before vm_run(): */
	const char *job;          /* its name */
	const struct text *words; /* gva.KEY=VALUE for the kernel */
	uint64_t deadline_s;      /* the guest keeps it, the host watches */
	struct drives drives;
	const char *out_image;    /* path of the one that the guest marks */
	uint64_t boots_before;    /* of that image */
	bool marks_boot;          /* the guest counts this boot there */
	char console_path[PATH_MAX]; /* of a file that is not there yet */

	/* Found by vm_prepare(): */
	struct profile profile;
	char kernel[PATH_MAX];
	char initrd[PATH_MAX];
	struct qemu qemu;
	struct qemu_process asked; /* the QEMU that answers questions */
	bool asking;

	/* Left by vm_run(): */
	struct acceleration acceleration;
	char command_line[COMMAND_LINE_SIZE];
	struct arguments argv;
	struct digests digests;
	bool made_console;        /* the file is there, and was made here */
	struct console console;
	struct view view;
	struct said said;         /* by QEMU */
	bool started;             /* the images may have been written to */
	uint64_t took_ns;
	struct machine_end end;
};

/* vm_prepare: looks for all that can be missing, and starts a QEMU that is
 * asked what it can do. */
int vm_prepare(struct vm *vm);
/* vm_check_drive: whether no other QEMU keeps ours from the image; 0 or an
 * exit status, and then the error has been said. */
int vm_check_drive(const struct drive *drive);
/* vm_end_asked: ends the QEMU that was asked, where vm_run() has not heard it;
 * it may be called at any time, and again. */
void vm_end_asked(struct vm *vm);
/* vm_close: in every case, also of a vm of zeros. */
void vm_close(struct vm *vm);

#endif
