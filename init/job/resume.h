/* SPDX-License-Identifier: MIT */
/* resume: what an earlier boot left on the out image: records, the plan, and
 * the script that ran when the machine ended. */
#ifndef GVA_INIT_JOB_RESUME_H
#define GVA_INIT_JOB_RESUME_H

#include "init/machine/boot.h"

/* resume_job (step): whether the out image is this job's and what has been
 * done of it: sets boot->earlier, the plan with what is settled, the sequence
 * and the counts.  earlier.began stays false on an image that is new.
 * bad-image: it belongs to another job or app, or a record is damaged. */
int resume_job(struct boot *boot);
/* resume_count: counts the records that are whole, for mode=repair; -errno. */
int resume_count(struct boot *boot);

#endif
