/* SPDX-License-Identifier: MIT */
/* run_read: what the machine left on its out image, and the judgement. */
#ifndef GVA_HOST_RUN_READ_H
#define GVA_HOST_RUN_READ_H

#include "host/machine/vm.h"
#include "host/run/out.h"
#include "host/run/report.h"

/* run_read_back: copies it into the folder `dir`, and fills in the report; an
 * image that needs it is repaired by a machine as `vm` was. */
void run_read_back(const struct run_out *out, const struct vm *vm,
		   const char *dir, struct report *report);

#endif
