/* SPDX-License-Identifier: MIT */
/* run_lock: whose the results folder is: who holds the lock in its work
 * folder. */
#ifndef GVA_HOST_RUN_LOCK_H
#define GVA_HOST_RUN_LOCK_H

#include "host/run/dir.h"

#define RUN_LOCK RUN_WORK "/lock"

/* run_lock_take: makes the work folder and takes its lock, which is dir->lock
 * from then on; -EBUSY: another gva has it; -EEXIST: the folder is not one of
 * ours; else -errno. */
int run_lock_take(struct run_dir *dir);

#endif
