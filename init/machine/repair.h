/* SPDX-License-Identifier: MIT */
/* repair: the out disk's file system, by e2fsck and mke2fs in a guest that a
 * damaged or hostile one cannot harm.  Both come with a second initramfs,
 * tools.cpio; where that was not given, the verdict is needs-repair. */
#ifndef GVA_INIT_MACHINE_REPAIR_H
#define GVA_INIT_MACHINE_REPAIR_H

#include "init/machine/boot.h"

/* repair_check (step): runs `e2fsck -fy` on a disk that is not mounted, once
 * a boot, and counts it in the status.  Where it did more than replay the
 * journal and mend counts, the verdict is damaged, for good: the status block
 * says so from before the repair on, until it is known to be harmless.  So
 * nothing is repaired without a status block (needs-repair). */
int repair_check(struct boot *boot, struct disk *disk);
/* repair_blank (step): makes a file system on a disk without a superblock: a
 * new one where the first MiB holds zeros only and no status block is there,
 * one block short of the disk, so that there is room for one; else by
 * repair_check(). */
int repair_blank(struct boot *boot, struct disk *disk);

#endif
