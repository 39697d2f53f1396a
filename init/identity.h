/* SPDX-License-Identifier: MIT */
/* identity: whose an out image is: the file `identity` at its root, lines as
 * in contract/fields.h:
 *
 *	gva-identity 1
 *	job licenses
 *	instance -
 *	app 0123...          UUID of the app file system
 *	sha256 0123...
 *
 * The upper side of an overlay means nothing over another lower side, and
 * records of one job nothing in another. */
#ifndef GVA_INIT_IDENTITY_H
#define GVA_INIT_IDENTITY_H

#include "boot.h"

/* identity_save: not durable yet; -errno. */
int identity_save(const struct boot *boot);
/* identity_check: 1 when the out image belongs to this job and app; 0 when it
 * says nothing, or nothing whole; bad-image and -1 when it belongs to
 * another. */
int identity_check(struct boot *boot);

#endif
