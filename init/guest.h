/* SPDX-License-Identifier: MIT */
/* guest: the running system around the job: PID 1's own state, the host name,
 * the loopback interface, the clock. */
#ifndef GVA_INIT_GUEST_H
#define GVA_INIT_GUEST_H

#include "boot.h"

/* guest_self: blocks every signal, before anything else.  PID 1 has no
 * handlers; what it wants to know it asks for. */
void guest_self(void);
/* guest_stdio: 0, 1 and 2 on /dev/null, so that no later descriptor can take
 * their place, and nothing of PID 1 is on a console that may block. */
void guest_stdio(void);
/* guest_system (step): host name and loopback; names the clock source. */
int guest_system(struct boot *boot);

#endif
