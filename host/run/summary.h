/* SPDX-License-Identifier: MIT */
/* run_summary: how a run ended, for people. */
#ifndef GVA_HOST_RUN_SUMMARY_H
#define GVA_HOST_RUN_SUMMARY_H

#include "host/machine/vm.h"
#include "host/run/out.h"
#include "host/run/report.h"

/* run_summary: on stdout, and where there is no verdict what may tell why on
 * stderr; the results are in the folder `dir`.  -errno. */
int run_summary(const struct run_out *out, const struct vm *vm,
		const struct report *report, const char *dir);

#endif
