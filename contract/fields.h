/* SPDX-License-Identifier: MIT */
/* fields: the shape that record and status block share: lines of a key, one
 * space and a value (text is escaped, "-" is the empty text), closed by a line
 * with the SHA-256 of every byte before it. */
#ifndef GVA_CONTRACT_FIELDS_H
#define GVA_CONTRACT_FIELDS_H

#include "contract/text.h"

void fields_put_u64(struct text *text, const char *key, uint64_t value);
void fields_put_text(struct text *text, const char *key, const char *value);
/* fields_seal: adds the closing line. */
void fields_seal(struct text *text);

/* fields_take: the raw value of the next line, which must have this key;
 * else -EINVAL and `rest` stays. */
int fields_take(struct span *rest, const char *key, struct span *ret_value);
int fields_take_u64(struct span *rest, const char *key, uint64_t *ret);
/* fields_take_text: unescaped, NUL-terminated; -EINVAL when too long. */
int fields_take_text(struct span *rest, const char *key, char *ret,
		     size_t size);
/* fields_check: whether the bytes end in a closing line that is true, letter
 * for letter.  -EBADMSG: no. */
int fields_check(struct span bytes);

#endif
