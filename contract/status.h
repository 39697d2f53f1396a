/* SPDX-License-Identifier: MIT */
/* status: the status block, the last 4 KiB of an out image, beyond its file
 * system.  ASCII lines; the first is for people, the last is the SHA-256 of
 * all bytes before it, so `tail -c 4096 IMAGE` and sha256sum can read it:
 *
 *	gva: done scripts=3 failed=0
 *	gva-status 1
 *	job licenses
 *	instance -
 *	boots 1
 *	state ended
 *	verdict done
 *	scripts 3
 *	failed 0
 *	clock tsc
 *	detail -
 *	planned 3
 *	resumed 0
 *	repaired 0
 *	app 0123...      whose it is, once the job has begun (identity.h)
 *	data none
 *	conf none
 *	sha256 0123...
 *
 * padded with newlines to 4096 bytes.  Within version 1, readers skip lines
 * that they do not know between `detail` and `sha256`. */
#ifndef GVA_CONTRACT_STATUS_H
#define GVA_CONTRACT_STATUS_H

#include "contract/identity.h"
#include "contract/limits.h"
#include "contract/outcome.h"

enum { STATUS_VERSION = 1, CLOCK_NAME_MAX = 31 };

enum status_state {
	STATE_NOT_RUN, /* as packed */
	STATE_RUNNING, /* a boot began; if that VM is gone, it was lost */
	STATE_ENDED,   /* the verdict is final */
	STATE_COUNT,
};

struct status {
	char job[JOB_NAME_MAX + 1];
	char instance[JOB_NAME_MAX + 1];
	uint64_t boots;
	enum status_state state;
	enum verdict verdict; /* counts only when ended */
	uint64_t scripts;     /* with a record */
	uint64_t failed;      /* of these, all that did not exit 0 */
	char clock[CLOCK_NAME_MAX + 1];
	char detail[DETAIL_MAX + 1]; /* why, for people; "" for nothing */
	uint64_t planned;  /* scripts of the first listing of script-bin */
	uint64_t resumed;  /* records that the last boot found */
	uint64_t repaired; /* how often the file system was repaired */
	/* Of the job that has begun; nothing of it is known before.  Decoding
	 * fills in its names from those above, encoding does not look at its
	 * own. */
	struct identity identity;
};

/* status_news: the first line without prefix and newline, which is also the
 * console's last (contract/news.h). */
void status_news(struct text *text, const struct status *status);
/* status_line: that with its prefix. */
void status_line(struct text *text, const struct status *status);
void status_encode(const struct status *status,
		   char ret_block[STATUS_BLOCK_SIZE]);
/* status_decode: -ENOENT: no status block (a room of zeros, foreign bytes);
 * -EPROTONOSUPPORT: another version; -EBADMSG: torn or damaged. */
int status_decode(const char block[STATUS_BLOCK_SIZE], struct status *ret);
const char *status_state_word(enum status_state state);

#endif
