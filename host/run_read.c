/* SPDX-License-Identifier: MIT */
/* run_read_back: what the machine left on its out image, and the judgement. */
#include <errno.h>
#include <stdio.h>

#include "host/clock.h"
#include "host/recover.h"
#include "host/run.h"

/* A refusal of the image is of this boot, whosever it is. */
static bool claims_end(const struct status *status)
{
	enum exit_status exit = exit_of_verdict(status->verdict);

	return status->state == STATE_ENDED &&
	       (exit == EXIT_ALL_SUCCEEDED || exit == EXIT_JOB_FAILED);
}

/* Of results_extract(): the image is not at fault, nor is it room. */
static bool is_of_the_host(int err)
{
	switch (-err) {
	case 0: case EUCLEAN: case EFBIG: case EINVAL: case EOPNOTSUPP:
	case ENOSPC: case EDQUOT: case EROFS:
		return false;
	default:
		return true;
	}
}

static void read_image(struct run *run, struct text *why)
{
	struct image_end *end = &run->image_end;
	struct image image;
	int err = image_probe(run->out_image, &image, why);

	if (err >= 0)
		err = run_check_held(run, why);
	if (err < 0)
		return;
	end->has_status = image.has_status;
	end->status = image.status;
	/* A guest that never came to its disk left nothing on it. */
	if (end->has_status && end->status.state == STATE_NOT_RUN) {
		end->read_whole = true;
		return;
	}
	if (recover_needed(&image) && !run->machine_end.signal) {
		err = recover(&image, &run->request, why);
		end->status = image.status;
	}
	/* What an earlier boot said, or another's, is not this one's end. */
	if ((!run->finished && image.status.boots == run->boots_before) ||
	    (claims_end(&image.status) &&
	     !run_identity_ours(run, &image.status)))
		end->status.state = STATE_NOT_RUN;
	if (err >= 0) {
		err = results_extract(&image, run->dir, &run->results, why);
		end->not_placed = is_of_the_host(err);
	}
	end->read_whole = err >= 0;
	end->files_cut = run->results.files_cut;
	end->no_space = err == -ENOSPC || err == -EDQUOT || err == -EROFS;
	end->records = run->results.count;
	end->failed = results_failed(&run->results);
}

void run_read_back(struct run *run)
{
	uint64_t start = clock_ns();
	struct text why;

	text_init(&why, run->unread, sizeof(run->unread));
	read_image(run, &why);
	run->stage_ns[STAGE_EXTRACT] = clock_ns() - start;
	run->ending = ending_of(&run->machine_end, &run->image_end);
	run->exit_status = (int)ending_exit(run->ending,
					    run->image_end.status.verdict);
	run->ended = time(NULL);
}
