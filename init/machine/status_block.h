/* SPDX-License-Identifier: MIT */
/* status_block: the block behind the file system of the out disk, where the
 * host reads how the job ended (contract/status.h).  One descriptor of the
 * whole disk is held from start to end, so that the verdict can be written
 * when the file system is past saving; the kernel allows writing to a mounted
 * disk (CONFIG_BLK_DEV_WRITE_MOUNTED). */
#ifndef GVA_INIT_MACHINE_STATUS_BLOCK_H
#define GVA_INIT_MACHINE_STATUS_BLOCK_H

#include "init/machine/boot.h"

/* status_block_open (step): finds the block and marks it `running`; with
 * mode=repair only reads it.  A room of zeros is taken; foreign bytes, or no
 * room, are left alone and the job runs without a status block.  When it says
 * that the job has ended for good, that verdict is said again, and when it is
 * another job's, bad-image: a failed step, and nothing is written. */
int status_block_open(struct boot *boot, const struct disk *disk);
/* status_block_write: durable.  0 when there is no block. */
int status_block_write(const struct status_block *block,
		       const struct status *status);

#endif
