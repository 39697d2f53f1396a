/* SPDX-License-Identifier: MIT */
/* run: the state of one `gva run`, filled in stage by stage.  The stages give
 * 0 or an exit status, and then the error has been said. */
#ifndef GVA_HOST_RUN_H
#define GVA_HOST_RUN_H

#include <time.h>

#include "accelerator.h"
#include "arguments.h"
#include "console.h"
#include "digests.h"
#include "drive.h"
#include "ending.h"
#include "qemu.h"
#include "qemu_argv.h"
#include "request.h"
#include "results.h"
#include "supervise.h"

/* What the results folder holds beside results/ and files/. */
#define RUN_OUT_IMAGE "out.img"
#define RUN_CONSOLE "console.log"
#define RUN_JSON "run.json"
#define RUN_WORK ".work"

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
	char kernel[PATH_MAX];
	char initrd[PATH_MAX];
	struct profile profile;
	struct qemu qemu;
	struct machine asked;   /* the QEMU that answers questions */
	bool asking;

	struct drives drives;
	char out_image[PATH_MAX];
	bool keep_out;          /* the user named it */
	bool resuming;          /* it holds a job that was begun */
	bool finished;          /* it holds one that has ended: no machine */
	uint64_t boots_before;  /* of the out image */

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
	enum ending ending;
	int exit_status;
};

/* In order: what is needed is there; the folder for the results; images;
 * the machine from start to end; what it left. */
int run_prepare(struct run *run);
int run_make_dir(struct run *run);
int run_images(struct run *run);
int run_machine(struct run *run);
/* run_add_tools: the initramfs becomes one with e2fsck behind it, in the work
 * folder; 0 or an exit status.  Where that part is not installed, nothing is
 * added: the guest says so when it needs it. */
int run_add_tools(struct run *run);
/* run_remove_work: the work folder and what is in it. */
void run_remove_work(const struct run *run);
void run_read_back(struct run *run);
/* run_path: NAME in the results folder. */
int run_path(const struct run *run, const char *name, char ret[PATH_MAX]);
/* run_json: writes run.json; -errno. */
int run_json(const struct run *run);
/* run_summary: what a person reads on stdout; -errno. */
int run_summary(const struct run *run);
/* run_passthrough: the one script's streams and its exit status. */
int run_passthrough(const struct run *run);

#endif
