/* SPDX-License-Identifier: MIT */
/* reader_file: one small file of an image that is only read. */
#ifndef GVA_HOST_READER_FILE_H
#define GVA_HOST_READER_FILE_H

#include "host/image/image.h"

/* reader_file: `name` in the folder of `role` of the image in `fd`, with a NUL
 * after its bytes; free it.  -ENOENT: there is none, or no such role.  Others
 * with a clause in `why`: -EOPNOTSUPP, a file system of a kind that is not read
 * here; -EUCLEAN, it is damaged, or not a file; -EFBIG, it has more than `max`
 * bytes, or a limit of work was reached. */
int reader_file(int fd, const struct image *image, enum role role,
		const char *name, size_t max, char **ret, struct text *why);

#endif
