/* SPDX-License-Identifier: MIT */
/* conf: the lines of job.conf: arguments and environment of one instance, of
 * any bytes but NUL, escaped as in contract/text.h. */
#ifndef GVA_HOST_CONF_H
#define GVA_HOST_CONF_H

#include "../contract/text.h"

void conf_add_argument(struct text *conf, const char *argument);
/* conf_add_env: "NAME=VALUE", or "NAME" for the value that this process has.
 * -ENOENT: it has none. */
int conf_add_env(struct text *conf, struct span pair);
/* conf_add_env_file: NAME=VALUE or NAME a line, nothing is escaped; empty
 * lines and lines that begin with # are skipped.  The first error, with the
 * number of its line; -EINVAL: a NUL byte. */
int conf_add_env_file(struct text *conf, struct span bytes,
		      uint64_t *ret_line);
/* conf_add_raw: KEY and a VALUE that is escaped already. */
void conf_add_raw(struct text *conf, struct span key, struct span value);

#endif
