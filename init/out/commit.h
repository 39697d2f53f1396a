/* SPDX-License-Identifier: MIT */
/* commit: what is written on the out image for a script, and in which order.
 *
 *	start	once for a job: folders, plan, identity, ballast; syncfs
 *	begin	attempts/NNNN-NAME.K.new, and run/NNNN-NAME/ with an empty
 *		record
 *	taken	attempts/NNNN-NAME.K gets its name; syncfs: the attempt and the
 *		move out of script-bin are durable, and so is the record of the
 *		script before
 *	(the script runs, its output goes to run/NNNN-NAME/)
 *	record	record written, syncfs: output, files/ and record durable;
 *		rename to results/NNNN-NAME
 *	flush	syncfs after the last
 *
 * So a folder in results/ is complete at every instant that a power cut can
 * show, and a script that began without an end is seen by its attempt.  The
 * end of a script is told, and counted, when the rename is durable: with the
 * next `taken` or `flush`.  No sync is tried again: after a failed one Linux
 * drops the pages, and a second one would lie. */
#ifndef GVA_INIT_OUT_COMMIT_H
#define GVA_INIT_OUT_COMMIT_H

#include "contract/record.h"
#include "init/out/out.h"
#include "init/out/plan.h"

/* commit_start (step): the out image now belongs to this job. */
int commit_start(struct out *out, const struct plan *plan,
		 struct identity *ours);
/* commit_begin (step): `ret_dir` is the folder for the script's output; it
 * is empty but for the record. */
int commit_begin(struct out *out, const struct record *record,
		 int *ret_dir);
/* commit_taken (step). */
int commit_taken(struct out *out, const struct record *record);
/* commit_record (step): of a script that began; `dir` is closed. */
int commit_record(struct out *out, const struct record *record, int dir);
/* commit_remark (step): of a script that never began (withdrawn, not-run);
 * committed with the next `begin` or `flush`. */
int commit_remark(struct out *out, const struct record *record);
/* commit_cut (step): of a script during which the machine ended: the output of
 * its last attempt is kept as far as it came. */
int commit_cut(struct out *out, struct record *record);
/* commit_flush (step): all records are durable. */
int commit_flush(struct out *out);

#endif
