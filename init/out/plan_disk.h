/* SPDX-License-Identifier: MIT */
/* plan_disk: the plan as the file `plan` of the out image. */
#ifndef GVA_INIT_OUT_PLAN_DISK_H
#define GVA_INIT_OUT_PLAN_DISK_H

#include "init/out/plan.h"

/* plan_save: writes the file `plan` below `dir` (contract/plan_file.h).  Not
 * durable yet; -errno. */
int plan_save(const struct plan *plan, int dir);
/* plan_load: reads it into an empty plan.  -ENOENT: there is none; -EBADMSG:
 * it is torn, and the plan is empty again; other -errno. */
int plan_load(struct plan *plan, int dir);

#endif
