/* SPDX-License-Identifier: MIT */
/* poweroff: the end of the appliance. */
#ifndef GVA_INIT_BASE_POWEROFF_H
#define GVA_INIT_BASE_POWEROFF_H

/* poweroff: ends the machine; never returns.  A ladder, each rung with its
 * deadline: power off where there is ACPI, reboot (a microvm without ACPI
 * ends by it; QEMU runs with -no-reboot), and last a panic. */
_Noreturn void poweroff(void);
/* poweroff_arm: from now on the kernel panics when a task sleeps for
 * ARMED_SECONDS and nothing wakes it: for whom PID 1 asleep leaves nobody else
 * to be watched by. */
void poweroff_arm(void);

#endif
