/* SPDX-License-Identifier: MIT */
/* contain: the limits that a script gets, from the options and the machine. */
#ifndef GVA_INIT_JOB_CONTAIN_H
#define GVA_INIT_JOB_CONTAIN_H

#include "init/machine/boot.h"

/* contain_room (step): whether there is memory enough to begin with; what
 * fails for want of it later looks like damage. */
int contain_room(struct boot *boot);
/* contain_open (step): the cgroups, and how much memory there is.  Scripts
 * with full privilege do without cgroups where these cannot be had. */
int contain_open(struct boot *boot);
/* contain_cgroup: a cgroup for the next script; -ENOENT: there are none, else
 * -errno. */
int contain_cgroup(const struct boot *boot);
/* contain_tmp_bytes: the size of /tmp and of its like. */
uint64_t contain_tmp_bytes(const struct boot *boot);

#endif
