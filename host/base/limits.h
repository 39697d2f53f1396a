/* SPDX-License-Identifier: MIT */
/* limits: what the site lets a process have (ulimit, setrlimit(2)); QEMU has
 * the same as gva. */
#ifndef GVA_HOST_BASE_LIMITS_H
#define GVA_HOST_BASE_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "contract/text.h"

/* limits_cpu_ended: whether a process that ended so, after `cpu_ns`, was ended
 * by the limit of CPU time: `limit_s`, UINT64_MAX: none. */
bool limits_cpu_ended(int wait_status, uint64_t cpu_ns, uint64_t limit_s);
/* limits_cpu: the limit in seconds that SIGKILL comes with, or UINT64_MAX. */
uint64_t limits_cpu(void);
/* limits_put: "CPU time 4 s (ulimit -t), ...", those that are low enough to be
 * met; nothing where there is none. */
void limits_put(struct text *text);

#endif
