/* SPDX-License-Identifier: MIT */
/* conf: job.conf in the making: arguments and environment of one instance, of
 * any bytes but NUL.  What is said of one is checked as it comes, by the rules
 * of the guest, and written by one encoder: no byte of a value ends its line.
 *
 * All give 0, or -errno and the reason in `why`. */
#ifndef GVA_HOST_RUN_CONF_H
#define GVA_HOST_RUN_CONF_H

#include "contract/option.h"

struct conf {
	struct text text;        /* the lines */
	struct options *options; /* the caller's, which learn of each line */
};

/* conf_init: an empty one, in the caller's bytes. */
void conf_init(struct conf *conf, char *bytes, size_t size,
	       struct options *options);
/* conf_add_argument: one more, for every script. */
int conf_add_argument(struct conf *conf, const char *argument,
		      struct text *why);
/* conf_add_env: "NAME=VALUE", or "NAME" for the value that this process has.
 * -ENOENT: it has none. */
int conf_add_env(struct conf *conf, struct span pair, struct text *why);
/* conf_add_env_file: NAME=VALUE or NAME a line, nothing is escaped; empty
 * lines and lines that begin with # are skipped.  `why` names the line. */
int conf_add_env_file(struct conf *conf, struct span bytes, struct text *why);
/* conf_add_option: arg or env.NAME, and a VALUE in the notation of
 * contract/text.h. */
int conf_add_option(struct conf *conf, struct span key, struct span value,
		    struct text *why);

#endif
