/* SPDX-License-Identifier: MIT */
/* results_place: new files and folders of the host, one name below an open
 * folder.  Nothing that is there is opened, followed or changed. */
#ifndef GVA_HOST_RESULTS_PLACE_H
#define GVA_HOST_RESULTS_PLACE_H

#include <sys/types.h>
#include <time.h>

/* place_file: a new file, open for reading and writing; -errno. */
int place_file(int directory, const char *name);
/* place_folder: a new folder, open; -errno. */
int place_folder(int directory, const char *name);
/* place_done: sets the mode, of which the permissions alone are heard, less
 * the umask, and the mtime of a file or folder; closes it.  Until then
 * nobody but its owner can read it.  Its owner always can: a file of mode 0
 * comes back as 0400, a folder as 0700. */
int place_done(int fd, mode_t mode, const struct timespec *mtime);

#endif
