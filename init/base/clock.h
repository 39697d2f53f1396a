/* SPDX-License-Identifier: MIT */
/* clock: the time that passed, by two clocks of the machine.
 *
 * Limits are of time that passed.  The kernel's own clock is only as good as
 * what it measured at boot: on a host that is busy it was seen to run at five
 * times the rate.  QEMU's real-time clock is the host's, and knows. */
#ifndef GVA_INIT_BASE_CLOCK_H
#define GVA_INIT_BASE_CLOCK_H

#include <stdint.h>

static const uint64_t second_ns = 1000000000;

/* clock_start: from now on the real-time clock has a say, if the kernel shows
 * one (kernel-config/clock.config). */
void clock_start(void);
/* clock_passed_ns: CLOCK_MONOTONIC, without what it was ahead of the real-time
 * clock; never less than before.  Any thread may ask. */
uint64_t clock_passed_ns(void);
/* clock_left_ms: for poll(2), until a time of that clock: 0 when it has come,
 * else at least 1, and at most an hour. */
int clock_left_ms(uint64_t until_ns);
/* clock_ahead_ns: what was taken off. */
uint64_t clock_ahead_ns(void);

#endif
