/* SPDX-License-Identifier: MIT */
/* run_dir: the results folder: made, taken when it is empty, or taken over
 * from a run of the same job that did not finish, whose results are moved into
 * a folder in it.  Whoever holds the lock in its work folder has it. */
#ifndef GVA_HOST_RUN_DIR_H
#define GVA_HOST_RUN_DIR_H

#include <limits.h>

#include "host/run/request.h"

/* What it holds beside results/ and files/. */
#define RUN_OUT_IMAGE "out.img"
#define RUN_CONSOLE "console.log"
#define RUN_JSON "run.json"
#define RUN_MARK ".run.json" /* who has the folder, until run.json is there */
#define RUN_WORK ".work"
#define RUN_LOCK RUN_WORK "/lock"
#define RUN_APP RUN_WORK "/app.img"
#define RUN_DATA RUN_WORK "/data.img"
#define RUN_INITRD RUN_WORK "/initramfs.cpio"

struct run_dir {
	char path[PATH_MAX]; /* absolute, "": none yet */
	const char *given_out; /* --out, which stays where it is, or NULL */
	bool made;
	bool took;       /* it was there, or made; the lock is ours */
	int lock;        /* in its work folder; 0: none */
	bool marked;     /* RUN_MARK is there, and of this run */
	bool unfinished; /* and is to stay: run.json could not be written */
	char earlier[24]; /* where an earlier run's results went, or "" */
};

/* run_dir_take: makes it or takes it over; 0 or an exit status, and then the
 * error has been said.  The caller writes RUN_MARK. */
int run_dir_take(struct run_dir *dir, const struct request *request);
/* run_dir_path: NAME in it; -ENAMETOOLONG. */
int run_dir_path(const struct run_dir *dir, const char *name,
		 char ret[PATH_MAX]);
/* run_dir_remove: a file in it; that it stays is said. */
void run_dir_remove(const struct run_dir *dir, const char *name);
/* run_dir_close: run.json is there: mark, lock and work folder go. */
void run_dir_close(struct run_dir *dir);
/* run_dir_undo: it is as before run_dir_take(), but for what is still in it. */
void run_dir_undo(struct run_dir *dir);

#endif
