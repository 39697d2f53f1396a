/* SPDX-License-Identifier: MIT */
/* run_lock: whose the results folder is: who holds the lock in its work
 * folder. */
#ifndef GVA_HOST_RUN_LOCK_H
#define GVA_HOST_RUN_LOCK_H

/* run_lock_take: makes the folder `work` and takes the lock of the file `path`
 * in it, a descriptor to be kept open; -EBUSY: another gva has it; -EEXIST: the
 * folder is not one of ours; else -errno. */
int run_lock_take(const char *work, const char *path, int *ret_fd);

#endif
