/* SPDX-License-Identifier: MIT */
/* clock: time that passes, for limits and for figures. */
#ifndef GVA_HOST_BASE_CLOCK_H
#define GVA_HOST_BASE_CLOCK_H

#include <stdint.h>

/* clock_ns: CLOCK_MONOTONIC; it cannot fail on Linux. */
uint64_t clock_ns(void);

#endif
