/* SPDX-License-Identifier: MIT */
/* identity: whose an out image is.  The same fields stand in the file
 * `identity` of its out tree, which is durable with the plan, and in its status
 * block once the job has begun:
 *
 *	gva-identity 1
 *	job licenses
 *	instance -
 *	app 0123...          UUID of the app file system
 *	data none            UUID of the data file system, or "none"
 *	conf 0123...         SHA-256 of job.conf (arguments, environment), or
 *	                     "none"
 *	root none            UUID of the root file system, or "none"
 *	sha256 0123...
 *
 * data, conf and root came later: where they are not there they are not known.  The
 * upper side of an overlay means nothing over another lower side, and records
 * of one job nothing in another: what differs is refused, in whatever state the
 * image is. */
#ifndef GVA_CONTRACT_IDENTITY_H
#define GVA_CONTRACT_IDENTITY_H

#include "contract/digest.h"
#include "contract/limits.h"
#include "contract/text.h"

enum {
	UUID_SIZE = 16,
	/* Bytes of the file: every line at its longest, of bytes that are
	 * escaped. */
	IDENTITY_SIZE_MAX = 1280,
};

/* Each is "" when it is not known. */
struct identity {
	char job[JOB_NAME_MAX + 1];
	/* A job need not have an instance; any_instance: it is not known. */
	char instance[JOB_NAME_MAX + 1];
	bool any_instance;
	char app[2 * UUID_SIZE + 1];
	char data[2 * UUID_SIZE + 1];
	char conf[2 * DIGEST_SIZE + 1];
	char root[2 * UUID_SIZE + 1];
};

/* identity_set_uuid: into `app`, `data` or `root`; NULL: there is no such disk. */
void identity_set_uuid(char ret[2 * UUID_SIZE + 1], const unsigned char *uuid);
/* identity_set_conf: of the bytes of job.conf; none when there are none. */
void identity_set_conf(struct identity *identity, struct span conf);
/* identity_differs: NULL when both can be of the same job; else the first that
 * makes them two, as a clause for people.  What is not known of one of them
 * makes no difference. */
const char *identity_differs(const struct identity *one,
			     const struct identity *other);

/* identity_put: the lines `app`, `data`, `conf` and `root`, as far as known. */
void identity_put(struct text *text, const struct identity *identity);
/* identity_take: one of these lines off `rest`; false when it is another. */
bool identity_take(struct span *rest, struct identity *identity);

/* identity_encode: the file; its length. */
size_t identity_encode(const struct identity *identity,
		       char ret_bytes[IDENTITY_SIZE_MAX]);
/* identity_decode: -EBADMSG when it is not whole, is of another version, or
 * has a field that is longer than its place. */
int identity_decode(struct span bytes, struct identity *ret);

#endif
