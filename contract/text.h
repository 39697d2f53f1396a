/* SPDX-License-Identifier: MIT */
/* text: bounded text building, reading by lines, numbers and escapes.
 *
 * The escape of the contract: a printable ASCII byte other than the backslash
 * stands for itself; a backslash is "\\"; every other byte is "\xHH" with two
 * lower-case hexadecimal digits.  Reading also takes "\n", "\t", "\r" and
 * bytes of 0x80 and above as they are, for files that people write. */
#ifndef GVA_CONTRACT_TEXT_H
#define GVA_CONTRACT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A builder over the caller's bytes.  The first piece that does not fit is
 * dropped with all that follow, and `cut` says so; the text is NUL-terminated
 * at every moment. */
struct text {
	char *bytes;
	size_t size;
	size_t length;
	bool cut;
};

/* text_init: starts an empty text in `size` bytes (at least one). */
void text_init(struct text *text, char *bytes, size_t size);
void text_put(struct text *text, const char *string);
void text_put_bytes(struct text *text, const char *bytes, size_t length);
void text_put_u64(struct text *text, uint64_t number);
/* text_put_digits: `number` in decimal, with leading zeros up to `width`. */
void text_put_digits(struct text *text, uint64_t number, unsigned width);
void text_put_hex(struct text *text, const unsigned char *bytes, size_t length);
void text_put_escaped(struct text *text, const char *bytes, size_t length);

/* A part of somebody's bytes; not NUL-terminated. */
struct span {
	const char *bytes;
	size_t length;
};

struct span span_of(const char *string);
bool span_is(struct span span, const char *string);
/* span_starts: whether `span` begins with `prefix`; if so, cuts it off. */
bool span_starts(struct span *span, const char *prefix);
/* span_line: takes the next line (without its newline) off `rest`.  A last
 * line without a newline counts.  False when nothing is left. */
bool span_line(struct span *rest, struct span *ret_line);
/* span_word: takes the bytes up to the next space off `rest`, and the space.
 * False when nothing is left. */
bool span_word(struct span *rest, struct span *ret_word);

/* span_u64: the whole span as a decimal number of at most `max`.
 * -EINVAL: empty or not digits alone; -ERANGE: above `max`. */
int span_u64(struct span span, uint64_t max, uint64_t *ret_number);
/* span_hex: exactly `length` bytes from 2 * `length` hexadecimal digits, which
 * are lower-case: a number has one spelling, so one that was tampered with is
 * seen. */
int span_hex(struct span span, unsigned char *ret_bytes, size_t length);
/* span_unescape: decodes into `ret_bytes` (NUL-terminated, `size` bytes in
 * all) and gives the length.  -EINVAL: a bad escape or a NUL;
 * -ENAMETOOLONG: does not fit.  `ret_bytes` may be the span's own bytes. */
int span_unescape(struct span span, char *ret_bytes, size_t size,
		  size_t *ret_length);

#endif
