/* SPDX-License-Identifier: MIT */
/* run_passthrough: a run as if its one script had run here: its streams, its
 * exit status.  `signo` is the signal that stopped the machine, or 0. */
#ifndef GVA_HOST_RUN_PASSTHROUGH_H
#define GVA_HOST_RUN_PASSTHROUGH_H

#include "host/run/report.h"

/* run_passthrough_status: the exit status with --passthrough. */
int run_passthrough_status(const struct report *report, int signo);
/* run_passthrough: the one script's streams, which are in the results folder
 * `dir`, and how it ended where no status of its own tells; -errno: they could
 * not be copied. */
int run_passthrough(const struct report *report, int signo, const char *dir);

#endif
