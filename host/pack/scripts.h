/* SPDX-License-Identifier: MIT */
/* image_scripts: what is to run in a job, looked at before it is packed. */
#ifndef GVA_HOST_PACK_SCRIPTS_H
#define GVA_HOST_PACK_SCRIPTS_H

#include "contract/text.h"

/* image_scripts_check: -EINVAL when `app` (a directory, or one script) holds
 * nothing to run: no script-bin, nothing in it, a hidden script.  Of what will
 * not start in the guest (not executable, CRLF after #!, a symlink, a
 * directory) people are told by say(); it is packed all the same.  With
 * `own_root` scripts see another root than the appliance's. */
int image_scripts_check(const char *app, bool own_root, struct text *why);

#endif
