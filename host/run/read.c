/* SPDX-License-Identifier: MIT */
#include "host/run/read.h"

#include <errno.h>

#include "host/base/clock.h"
#include "host/machine/repair.h"
#include "host/run/identity.h"

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

static void read_image(const struct run_out *out, const struct vm *vm,
		       const char *dir, struct report *report,
		       struct text *why)
{
	struct image_end *end = &report->image_end;
	struct image image;
	int err = image_probe(out->path, &image, why);

	if (err >= 0)
		err = run_out_check(out, why);
	if (err < 0)
		return;
	end->has_status = image.has_status;
	end->status = image.status;
	/* A guest that never came to its disk left nothing on it. */
	if (end->has_status && end->status.state == STATE_NOT_RUN) {
		end->read_whole = true;
		return;
	}
	if (repair_needed(&image) && !vm->end.signal) {
		err = repair(&image, &vm->wish, why);
		end->status = image.status;
	}
	/* What an earlier boot said, or another's, is not this one's end. */
	if ((!out->finished && image.status.boots == out->boots_before) ||
	    (claims_end(&image.status) &&
	     !run_identity_ours(out, &image.status)))
		end->status.state = STATE_NOT_RUN;
	if (err >= 0) {
		err = results_extract(&image, dir, &report->results, why);
		end->not_placed = is_of_the_host(err);
	}
	end->read_whole = err >= 0;
	end->files_cut = report->results.files_cut;
	end->no_space = err == -ENOSPC || err == -EDQUOT || err == -EROFS;
	end->records = report->results.count;
	end->failed = results_failed(&report->results);
}

void run_read_back(const struct run_out *out, const struct vm *vm,
		   const char *dir, struct report *report)
{
	uint64_t start = clock_ns();
	struct text why;

	text_init(&why, report->unread, sizeof(report->unread));
	read_image(out, vm, dir, report, &why);
	report->stage_ns[STAGE_EXTRACT] = clock_ns() - start;
	report->ending = ending_of(&vm->end, &report->image_end);
	report->exit_status = (int)ending_exit(report->ending,
					    report->image_end.status.verdict);
	report->ended = time(NULL);
}
