/* SPDX-License-Identifier: MIT */
/* run_images: the disks of a run, from what the user named: made, copied or
 * taken as they are. */
#ifndef GVA_HOST_RUN_IMAGES_H
#define GVA_HOST_RUN_IMAGES_H

#include "host/image/drive.h"
#include "host/run/dir.h"
#include "host/run/out.h"
#include "host/run/request.h"

/* run_images: into `drives`, and of the out image into `out`; what is made
 * lies in `dir`.  0 or an exit status, and then the error has been said. */
int run_images(const struct request *request, const struct run_dir *dir,
	       struct run_out *out, struct drives *drives);

#endif
