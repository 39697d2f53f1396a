/* SPDX-License-Identifier: MIT */
/* run_identity: whose the out image is, held against the job that is to run:
 * before a machine is started, whatever the image's state, and again after it,
 * as another gva may have had the image meanwhile. */
#ifndef GVA_HOST_RUN_IDENTITY_H
#define GVA_HOST_RUN_IDENTITY_H

#include "host/image/image.h"
#include "host/run/out.h"
#include "host/run/request.h"

/* run_identity_note: what an image with these roles says of it. */
void run_identity_note(struct run_out *out, int roles,
		       const struct image *image);
/* run_identity_check: whether the out image is this job's; 0 or an exit
 * status, and then it has been said. */
int run_identity_check(struct run_out *out, const struct request *request);
/* run_identity_ours: whether what a status block says can be of this job. */
bool run_identity_ours(const struct run_out *out, const struct status *status);

#endif
