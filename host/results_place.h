/* SPDX-License-Identifier: MIT */
/* results_place: new files and folders of the host, one name below an open
 * folder.  Nothing that is there is opened, followed or changed. */
#ifndef GVA_HOST_RESULTS_PLACE_H
#define GVA_HOST_RESULTS_PLACE_H

#include <stdbool.h>
#include <time.h>

#include "../contract/text.h"

/* place_name_ok: one component of at most 255 bytes; not "." or "..". */
bool place_name_ok(struct span name);
/* place_file: a new file, open for reading and writing; -errno. */
int place_file(int directory, const char *name);
/* place_folder: a new folder, open; -errno. */
int place_folder(int directory, const char *name);
/* place_done: mode 0644 or 0755 less the umask, mtime; closes the file. */
int place_done(int fd, bool executable, time_t mtime);

#endif
