/* SPDX-License-Identifier: MIT */
/* run: the state of one `gva run`, filled in stage by stage.  The stages give
 * 0 or an exit status, and then the error has been said. */
#ifndef GVA_HOST_RUN_H
#define GVA_HOST_RUN_H

#include <sys/stat.h>
#include <time.h>

#include "host/accelerator.h"
#include "host/arguments.h"
#include "host/console.h"
#include "host/digests.h"
#include "host/drive.h"
#include "host/ending.h"
#include "host/qemu.h"
#include "host/qemu_argv.h"
#include "host/request.h"
#include "host/results.h"
#include "host/supervise.h"

/* What the results folder holds beside results/ and files/. */
#define RUN_OUT_IMAGE "out.img"
#define RUN_CONSOLE "console.log"
#define RUN_JSON "run.json"
#define RUN_MARK ".run.json" /* who has the folder, until run.json is there */
#define RUN_WORK ".work"
#define RUN_LOCK RUN_WORK "/lock"

enum stage { STAGE_PACK, STAGE_MACHINE, STAGE_EXTRACT, STAGE_COUNT };

struct run {
	struct request request;
	int signals;        /* signalfd; the signals are blocked */
	time_t started;
	time_t ended;
	uint64_t stage_ns[STAGE_COUNT]; /* what each took */

	char job[JOB_NAME_MAX + 1];
	char dir[PATH_MAX];     /* absolute */
	bool made_dir;
	bool took_dir;      /* it was there, or made; the lock is ours */
	int lock;           /* in its work folder; 0: none */
	bool marked;        /* RUN_MARK is there */
	bool unfinished;    /* and is to stay: run.json could not be written */
	char earlier[24];   /* where an earlier run's results went, or "" */
	char kernel[PATH_MAX];
	char initrd[PATH_MAX];
	struct profile profile;
	struct qemu qemu;
	struct qemu_process asked;   /* the QEMU that answers questions */
	bool asking;

	struct drives drives;
	char out_image[PATH_MAX];
	int out_fd;             /* holds the out image; 0: not yet */
	struct stat out_held;   /* as it was before the machine */
	bool keep_out;          /* the user named it */
	bool made_out;          /* it is there, and was made here */
	bool own_out;           /* RUN_OUT_IMAGE was made here */
	bool made_console;
	bool started_machine;   /* the images may have been written to */
	bool resuming;          /* it holds a job that was begun */
	bool finished;          /* it holds one that has ended: no machine */
	uint64_t boots_before;  /* of the out image */
	int out_lock;           /* held to the end; 0: none */
	struct identity identity;     /* of this job */
	struct identity out_identity; /* of the out image, as it was found */

	struct acceleration acceleration;
	char command_line[COMMAND_LINE_SIZE];
	struct arguments argv;
	struct digests digests;
	struct console console;
	struct view view;
	struct supervision supervision;
	struct machine_end machine_end;

	struct image_end image_end;
	struct results results;
	char unread[DETAIL_MAX]; /* what could not be read back, or "" */
	char reason[512];   /* why there was no machine, or "" */
	enum ending ending;
	int exit_status;
};

/* In order: what is needed is there; the folder for the results; images;
 * the machine from start to end; what it left. */
int run_prepare(struct run *run);
int run_dir_take(struct run *run);
/* run_lock_take: makes the work folder and takes its lock; -EBUSY: another gva
 * has it; -EEXIST: the folder is not one of ours; else -errno. */
int run_lock_take(struct run *run);
/* run_choose_dir: the path of that folder: that of -o, else NAME.results in
 * the current folder, or beside the job or data where that would lie in them.
 * 0, or an exit status. */
int run_choose_dir(const struct run *run, char ret[PATH_MAX]);
int run_images(struct run *run);
int run_machine(struct run *run);
/* run_identity_note: what an image with these roles says of it. */
void run_identity_note(struct run *run, int roles, const struct image *image);
/* run_identity_check: whether the out image is this job's; 0 or an exit
 * status, and then it has been said. */
int run_identity_check(struct run *run);
/* run_identity_ours: whether what a status block says can be of this job. */
bool run_identity_ours(const struct run *run, const struct status *status);
/* run_check_drive: whether no other QEMU keeps ours from the image; 0 or an
 * exit status. */
int run_check_drive(const struct drive *drive);
/* run_add_tools: the initramfs becomes one with e2fsck behind it, in the work
 * folder; 0 or an exit status.  Where that part is not installed, nothing is
 * added: the guest says so when it needs it. */
int run_add_tools(struct run *run);
/* run_dir_drop_out: the out image, where it is not the user's. */
void run_dir_drop_out(const struct run *run);
/* run_dir_empty: of what this run made there, all that is of no use without
 * a machine; run_dir_undo: all of it, and an out image that was made, so that
 * it is as it was before. */
void run_dir_empty(struct run *run);
void run_dir_undo(struct run *run);
/* run_dir_close: run.json is there: mark, lock and work folder go. */
void run_dir_close(struct run *run);
/* run_out_name: the absolute path of --out, which may be still to be made, or
 * "" without. */
void run_out_name(const struct run *run, char ret[PATH_MAX]);
/* run_remove_work: the work folder and what is in it. */
void run_remove_work(struct run *run);
/* run_hold_out: notes which file the out image is; 0 or an exit status.
 * run_check_held: whether it still is; -EUCLEAN: no. */
int run_hold_out(struct run *run);
int run_check_held(const struct run *run, struct text *why);
void run_read_back(struct run *run);
/* run_path: NAME in the results folder. */
int run_path(const struct run *run, const char *name, char ret[PATH_MAX]);
/* run_json: writes run.json, under the name `name`; -errno. */
int run_json(const struct run *run, const char *name);
/* run_summary: what a person reads on stdout; -errno. */
int run_summary(const struct run *run);
/* run_passthrough_status: the exit status with --passthrough. */
int run_passthrough_status(const struct run *run);
/* run_passthrough: the one script's streams, and how it ended where no status
 * of its own tells; -errno: they could not be copied. */
int run_passthrough(const struct run *run);
/* run_choice_failed: whether QEMU failed for what the user chose (--cpu,
 * --kernel, ...), as it starts without it; what it was in `why`. */
bool run_choice_failed(const struct run *run, struct text *why);
/* run_argv: QEMU's command line; `plain`: without what the user chose. */
int run_argv(const struct run *run, bool plain, struct arguments *ret);

#endif
