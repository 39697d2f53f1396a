/* SPDX-License-Identifier: MIT */
/* folder: the folders of /app that PID 1 lists and scripts can change. */
#ifndef GVA_INIT_JOB_FOLDER_H
#define GVA_INIT_JOB_FOLDER_H

#include <stdbool.h>

/* folder_open: a descriptor of the folder `name` of `dir`, never through a
 * link; -errno. */
int folder_open(int dir, const char *name);
/* folder_list: the same, to be listed.  The kernel keeps all names of an
 * overlay's folder in its own memory while it is listed (Linux
 * fs/overlayfs/readdir.c), so that one of more than FOLDER_BYTES_MAX is not
 * begun: -E2BIG. */
int folder_list(int dir, const char *name);
/* folder_holds: 1 when the folder `name` of `dir` holds a file `entry`; 0, also
 * where there is no such folder, or -errno. */
int folder_holds(int dir, const char *name, const char *entry);
/* folder_meddled: whether -errno is what a script did to a folder, or to what
 * has a name in it, and no fault of the disk. */
bool folder_meddled(int err);

#endif
