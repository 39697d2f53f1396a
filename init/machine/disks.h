/* SPDX-License-Identifier: MIT */
/* disks: which block device has which role (contract/role.h). */
#ifndef GVA_INIT_MACHINE_DISKS_H
#define GVA_INIT_MACHINE_DISKS_H

#include "init/machine/boot.h"

/* disks_find (step): looks at every block device.  The kernel has no modules
 * and probes virtio before PID 1 starts, so there is nothing to wait for.
 * Verdicts: no-app, no-out, bad-image (two claim a role, a name that is no
 * role, an app that needs recovery).  Opens the status block as soon as the
 * out disk is known, so that a bad app is told there too. */
int disks_find(struct boot *boot);

#endif
