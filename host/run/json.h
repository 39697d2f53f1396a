/* SPDX-License-Identifier: MIT */
/* run_json: run.json, all that is needed to know a run again: what ran, with
 * what, where, when, and how it ended. */
#ifndef GVA_HOST_RUN_JSON_H
#define GVA_HOST_RUN_JSON_H

#include "host/machine/vm.h"
#include "host/run/report.h"
#include "host/run/request.h"

/* run_json: writes it to `path`; -errno. */
int run_json(const struct request *request, const struct vm *vm,
	     const struct report *report, const char *path);

#endif
