/* SPDX-License-Identifier: MIT */
/* self: PID 1's own process state. */
#ifndef GVA_INIT_BASE_SELF_H
#define GVA_INIT_BASE_SELF_H

#include <stdbool.h>

/* self_prepare: blocks every signal, before anything else.  PID 1 has no
 * handlers; what it wants to know it asks for. */
void self_prepare(void);
/* self_is_first: whether this is PID 1; who calls it otherwise is told. */
bool self_is_first(void);
/* self_stdio: 0, 1 and 2 on /dev/null, so that no later descriptor can take
 * their place, and nothing of PID 1 is on a console that may block. */
void self_stdio(void);

#endif
