/* SPDX-License-Identifier: MIT */
/* spool: what comes through a pipe, and must be read twice. */
#ifndef GVA_HOST_PACK_SPOOL_H
#define GVA_HOST_PACK_SPOOL_H

#include "contract/text.h"

/* spool_stdin: all of stdin, up to its end, in a file without a name in the
 * folder of `image`: a descriptor; -EINTR after a signal, -errno; and `why`. */
int spool_stdin(const char *image, struct text *why);

#endif
