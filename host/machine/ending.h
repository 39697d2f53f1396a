/* SPDX-License-Identifier: MIT */
/* ending: how a run came to its end, judged from what is certain (status block
 * and records of the out image) and from what the host saw of QEMU. */
#ifndef GVA_HOST_MACHINE_ENDING_H
#define GVA_HOST_MACHINE_ENDING_H

#include "contract/status.h"
#include "host/base/exit_status.h"

/* The closed list of endings; ENDING_VERDICT: the guest told its own. */
enum ending {
	ENDING_VERDICT,
	ENDING_RECORDS_MISSING, /* the verdict counts more than was read */
	ENDING_FILES_INCOMPLETE, /* all records, but files/ is too much */
	ENDING_NEVER_STARTED,   /* not-run: PID 1 never came to the disk */
	ENDING_GUEST_PANIC,
	ENDING_RESET,
	ENDING_NO_VERDICT,      /* the VM ended, nobody knows why */
	ENDING_HOST_DEADLINE,
	ENDING_CPU_LIMIT,       /* the limit of CPU time ended QEMU */
	ENDING_QEMU_KILLED,     /* SIGKILL that was not ours */
	ENDING_QEMU_TERMINATED, /* another signal from outside */
	ENDING_QEMU_FAILED,     /* QEMU could not start, or broke down */
	ENDING_HOST_DISK_FULL,  /* no room for the out image or the results */
	ENDING_INTERRUPTED,     /* SIGINT came to gva */
	ENDING_TERMINATED,      /* any other signal that ends came to gva */
	ENDING_HOST_FAILED,     /* no machine started, or no results placed */
	ENDING_IMAGE_BUSY,      /* no machine was started: another has it */
	ENDING_COUNT,
};

/* What the host saw of the virtual machine. */
struct machine_end {
	bool started;        /* QMP answered */
	bool guest_panicked; /* QMP event GUEST_PANICKED */
	/* The console says so: all that a machine without a panic device has,
	 * and what a script with full privilege can write there. */
	bool panic_on_console;
	bool stood_still;    /* QMP event STOP: an error inside of KVM */
	bool guest_reset;    /* SHUTDOWN guest-reset, where it is no power-off */
	bool host_signal;    /* SHUTDOWN host-signal */
	bool no_space;       /* QMP event BLOCK_IO_ERROR for want of space */
	bool deadline;       /* one of the host's own deadlines came */
	int signal;          /* that gva got, or 0 */
	bool killed_by_us;   /* SIGKILL after QMP quit was not enough */
	bool cpu_limit;      /* the limit of CPU time ended QEMU */
	int wait_status;     /* of QEMU, as of wait(2) */
};

/* What the out image says once QEMU is gone. */
struct image_end {
	bool has_status;
	struct status status;
	bool read_whole; /* all that it holds for people is on the host */
	bool files_cut;  /* not whole for results.files_cut alone */
	bool no_space;   /* the host had no room for it */
	bool not_placed; /* the host failed otherwise when it was copied */
	uint64_t records;
	uint64_t failed;
};

/* ending_of: the one ending of the list that fits. */
enum ending ending_of(const struct machine_end *machine,
		      const struct image_end *image);
/* ending_of_signal: that came to gva. */
enum ending ending_of_signal(int signo);
/* ending_word: "guest-panic", ...; for run.json. */
const char *ending_word(enum ending ending);
/* ending_meaning: one clause for people. */
const char *ending_meaning(enum ending ending);
/* ending_exit: the exit status; `verdict` counts with ENDING_VERDICT alone. */
enum exit_status ending_exit(enum ending ending, enum verdict verdict);

#endif
