/* SPDX-License-Identifier: MIT */
/* process: a program of the host that is run to its end, within a deadline. */
#ifndef GVA_HOST_PROCESS_H
#define GVA_HOST_PROCESS_H

#include "../contract/text.h"

/* process_run: runs argv[0] (found in PATH and the usual sbin folders) with
 * stdin from /dev/null; what it prints goes to `output` (stdout) and `errors`
 * (stderr), each may be NULL.  The exit status (0..255); -ETIMEDOUT after
 * `seconds` (it is killed); -ECANCELED: died by a signal; -errno: not started. */
int process_run(char *const argv[], unsigned seconds, struct text *output,
		struct text *errors);

#endif
