/* SPDX-License-Identifier: MIT */
/* job_tree: what a job sees, put together from the disks.
 *
 *	/gva/gva-app, ...  each disk, under the name of its roles
 *	/gva/lower         app as the overlay's lower side, when combined with out
 *	/gva/lower-root    root the same
 *	/app               overlay: lower app, upper and work on the out disk
 *	/data              data, read-only unless gva.data=rw
 *	/out               files/ of the out disk
 *	/gva/root          where there is a root image, what scripts see as /: an
 *	                   overlay as /app, with /app, /data and /out in it
 */
#ifndef GVA_INIT_MACHINE_JOB_TREE_H
#define GVA_INIT_MACHINE_JOB_TREE_H

#include "init/machine/boot.h"

/* job_tree_disks (step): mounts every disk with a role, all of them read-only,
 * so that the configuration on them is read before anything is written. */
int job_tree_disks(struct boot *boot);
/* job_tree_out (step): the out disk alone; repaired, once, where it does not
 * mount or has its error bit set. */
int job_tree_out(struct boot *boot);
/* job_tree_role: root of a role that a disk has, to read a file in; a
 * descriptor, or -errno. */
int job_tree_role(struct boot *boot, enum role role);
/* job_tree_open (step): makes the out disk writable, its folders, and the
 * places that scripts see; opens the out role and /app. */
int job_tree_open(struct boot *boot);
/* job_tree_close: unmounts all of it; the first error, or 0. */
int job_tree_close(struct boot *boot);

#endif
