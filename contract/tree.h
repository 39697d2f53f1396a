/* SPDX-License-Identifier: MIT */
/* tree: the names that guest and host agree on, in the job and on the out
 * image.  They are literals, so that paths can be put together of them. */
#ifndef GVA_CONTRACT_TREE_H
#define GVA_CONTRACT_TREE_H

/* In the job, which is the app image's tree. */
#define TREE_SCRIPT_BIN "script-bin" /* the job's scripts */
#define TREE_SCRIPT_RUN "script-run" /* the guest's, for one that was taken */
#define TREE_GVA_CONF "gva.conf"     /* options that come with the job */

/* In the root file system of scripts: what its image says of itself. */
#define TREE_ROOT_CONF "gva-root.json"

/* In the out image's tree; job.conf is written by the host, all else by the
 * guest. */
#define TREE_JOB_CONF "job.conf"      /* options of this run */
#define TREE_IDENTITY "identity"      /* whose it is (identity.h) */
#define TREE_PLAN "plan" /* plan_file.h */
#define TREE_ATTEMPTS "attempts"      /* marker.h */
#define TREE_RUN "run"	 /* results that are not complete yet */
#define TREE_RESULTS "results" /* a folder for each (result_name()) */
#define TREE_FILES "files" /* what scripts see as /out */
#define TREE_BALLAST "ballast" /* room for the last records */
#define TREE_OVERLAY "overlay" /* changes of the app's tree */
#define TREE_UPPER TREE_OVERLAY "/upper"
#define TREE_WORK TREE_OVERLAY "/work"
#define TREE_ROOT_OVERLAY "overlay-root" /* changes of the root image's tree */
#define TREE_ROOT_UPPER TREE_ROOT_OVERLAY "/upper"
#define TREE_ROOT_WORK TREE_ROOT_OVERLAY "/work"

/* In a result's folder. */
#define TREE_RECORD "record" /* record.h */
#define TREE_STDOUT "stdout"
#define TREE_STDERR "stderr"

/* In the root of each image, of ext4's own. */
#define TREE_LOST_FOUND "lost+found"

#endif
