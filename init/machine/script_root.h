/* SPDX-License-Identifier: MIT */
/* script_root: the root that scripts see, where that is an image: an overlay at
 * SCRIPT_ROOT with /app, /data and /out in it; what the kernel shows and what
 * lies in memory each script gets over it (init/process/jail.h). */
#ifndef GVA_INIT_MACHINE_SCRIPT_ROOT_H
#define GVA_INIT_MACHINE_SCRIPT_ROOT_H

#include "init/machine/boot.h"

#define SCRIPT_ROOT "/gva/root"

/* script_root_path: where PID 1 sees it; "/", the initramfs, without an image. */
const char *script_root_path(const struct boot *boot);
/* script_root_open (step): `fd` is SCRIPT_ROOT.  Makes the places of mounts that
 * it lacks, and mounts what PID 1 has.  Before a job has begun, the files that
 * tell a program its own name, as container engines lay them in.  Verdict
 * bad-image: something else than a folder is in a place; a symbolic link is not
 * followed. */
int script_root_open(struct boot *boot, int fd, bool begun);
/* script_root_find: opens a path as scripts see it, without leaving their root;
 * one that is not absolute from their working directory on; -errno. */
int script_root_find(const struct boot *boot, struct span path, int flags);

#endif
