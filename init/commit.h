/* SPDX-License-Identifier: MIT */
/* commit: what is written on the out image for a script, and in which order.
 *
 *	begin	attempts/NNNN-NAME.1 and run/NNNN-NAME/ made
 *	taken	syncfs: the attempt and the move out of script-bin are durable
 *	(the script runs, its output goes to run/NNNN-NAME/)
 *	record	record written, syncfs: output, files/ and record durable;
 *		rename to results/NNNN-NAME, fsync of results/: committed
 *
 * So a folder in results/ is complete at every instant, and a script that
 * began without an end is seen by its attempt.  No step is tried again: after
 * a failed fsync Linux drops the pages, and a second one would lie. */
#ifndef GVA_INIT_COMMIT_H
#define GVA_INIT_COMMIT_H

#include "../contract/record.h"
#include "boot.h"

/* commit_plan (step): writes the names of the plan, durable. */
int commit_plan(struct boot *boot);
/* commit_begin (step): `ret_dir` is the folder for the script's output. */
int commit_begin(struct boot *boot, const struct record *record,
		 int *ret_dir);
/* commit_taken (step). */
int commit_taken(struct boot *boot);
/* commit_record (step): of a script that began; `dir` is closed. */
int commit_record(struct boot *boot, const struct record *record, int dir);
/* commit_remark (step): of a script that never began (withdrawn, not-run).
 * Durable with the next commit, or commit_flush(). */
int commit_remark(struct boot *boot, const struct record *record);
/* commit_flush (step): all remarks are durable. */
int commit_flush(struct boot *boot);
/* commit_fail: -errno of a write to the out image as its verdict: output-full
 * or io-error. */
int commit_fail(struct boot *boot, const char *object, int err);

#endif
