/* SPDX-License-Identifier: MIT */
/* run_out: the out image of a run, which is one file from its start to its
 * end.  Who may write to its folder can put another in its place meanwhile, by
 * a mistake too; what that says is of another job. */
#ifndef GVA_HOST_RUN_OUT_H
#define GVA_HOST_RUN_OUT_H

#include <limits.h>
#include <sys/stat.h>

#include "contract/identity.h"
#include "contract/text.h"

struct run_out {
	char path[PATH_MAX];   /* "": there is none yet */
	int fd;                /* holds it; 0: not yet */
	struct stat held;      /* as it was before the machine */
	int lock;              /* held to the end; 0: none */
	bool keep;             /* the user named it */
	bool made;             /* it is there, and was made here */
	bool own;              /* RUN_OUT_IMAGE was made here */
	bool resuming;         /* it holds a job that was begun */
	bool finished;         /* it holds one that has ended: no machine */
	uint64_t boots_before; /* as it says */
	struct identity job;   /* whose it is to be */
	struct identity found; /* whose it was when it was found */
};

/* run_out_hold: notes which file it is; 0 or an exit status, and then the
 * error has been said. */
int run_out_hold(struct run_out *out);
/* run_out_check: whether it still is that file; -EUCLEAN: no. */
int run_out_check(const struct run_out *out, struct text *why);
/* run_out_close: in every case. */
void run_out_close(struct run_out *out);

#endif
