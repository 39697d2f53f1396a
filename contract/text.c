/* SPDX-License-Identifier: MIT */
#include "contract/text.h"

#include <errno.h>
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

void text_init(struct text *text, char *bytes, size_t size)
{
	text->bytes = bytes;
	text->size = size;
	text->length = 0;
	text->cut = false;
	bytes[0] = '\0';
}

void text_put_bytes(struct text *text, const char *bytes, size_t length)
{
	if (text->cut || length >= text->size - text->length) {
		text->cut = true;
		return;
	}
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
	text_put_bytes(text, string, strlen(string));
}

void text_put_digits(struct text *text, uint64_t number, unsigned width)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	while (at > 0 && sizeof(digits) - at < width)
		digits[--at] = '0';
	text_put_bytes(text, digits + at, sizeof(digits) - at);
}

void text_put_u64(struct text *text, uint64_t number)
{
	text_put_digits(text, number, 1);
}

void text_put_hex(struct text *text, const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		char pair[2] = {
			hex_digits[bytes[i] >> 4], hex_digits[bytes[i] & 15]
		};

		text_put_bytes(text, pair, sizeof(pair));
	}
}

void text_put_escaped(struct text *text, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		char code[4] = {
			'\\', 'x', hex_digits[byte >> 4], hex_digits[byte & 15]
		};

		if (byte == '\\')
			text_put_bytes(text, "\\\\", 2);
		else if (byte >= 0x20 && byte < 0x7f)
			text_put_bytes(text, bytes + i, 1);
		else
			text_put_bytes(text, code, sizeof(code));
	}
}

struct span span_of(const char *string)
{
	return (struct span){ string, strlen(string) };
}

bool span_is(struct span span, const char *string)
{
	return span.length == strlen(string) &&
	       memcmp(span.bytes, string, span.length) == 0;
}

bool span_starts(struct span *span, const char *prefix)
{
	size_t length = strlen(prefix);

	if (span->length < length || memcmp(span->bytes, prefix, length) != 0)
		return false;
	span->bytes += length;
	span->length -= length;
	return true;
}

/* Takes the bytes up to `end` off `rest`, and the `end` itself. */
static bool span_until(struct span *rest, char end, struct span *ret)
{
	const char *found;
	size_t length;

	if (rest->length == 0)
		return false;
	found = memchr(rest->bytes, end, rest->length);
	length = found ? (size_t)(found - rest->bytes) : rest->length;
	*ret = (struct span){ rest->bytes, length };
	if (found)
		length++;
	rest->bytes += length;
	rest->length -= length;
	return true;
}

bool span_line(struct span *rest, struct span *ret_line)
{
	return span_until(rest, '\n', ret_line);
}

bool span_word(struct span *rest, struct span *ret_word)
{
	return span_until(rest, ' ', ret_word);
}

int span_u64(struct span span, uint64_t max, uint64_t *ret_number)
{
	uint64_t number = 0;

	if (span.length == 0)
		return -EINVAL;
	for (size_t i = 0; i < span.length; i++) {
		unsigned digit = (unsigned)(unsigned char)span.bytes[i] - '0';

		if (digit > 9)
			return -EINVAL;
		if (number > max / 10 || digit > max - number * 10)
			return -ERANGE;
		number = number * 10 + digit;
	}
	*ret_number = number;
	return 0;
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -EINVAL;
}

/* The byte of two hexadecimal digits, or -EINVAL. */
static int hex_pair(const char *digits)
{
	int high = hex_value(digits[0]);
	int low = hex_value(digits[1]);

	return high < 0 || low < 0 ? -EINVAL : high * 16 + low;
}

int span_hex(struct span span, unsigned char *ret_bytes, size_t length)
{
	if (span.length != 2 * length)
		return -EINVAL;
	for (size_t i = 0; i < span.length; i++)
		if (!memchr(hex_digits, span.bytes[i], 16))
			return -EINVAL;
	for (size_t i = 0; i < length; i++)
		ret_bytes[i] = (unsigned char)hex_pair(span.bytes + 2 * i);
	return 0;
}

/* The byte that the escape at the head of `span` stands for, and how many
 * bytes the escape takes; -EINVAL when it is none. */
static int unescape_one(struct span span, size_t *ret_taken)
{
	static const char letters[] = "ntr\\";
	static const char values[] = "\n\t\r\\";
	const char *letter;

	if (span.length < 2)
		return -EINVAL;
	if (span.bytes[1] == 'x') {
		*ret_taken = 4;
		return span.length < 4 ? -EINVAL : hex_pair(span.bytes + 2);
	}
	*ret_taken = 2;
	letter = span.bytes[1] ? strchr(letters, span.bytes[1]) : NULL;
	return letter ? values[letter - letters] : -EINVAL;
}

int span_unescape(struct span span, char *ret_bytes, size_t size,
		  size_t *ret_length)
{
	size_t length = 0;

	while (span.length > 0) {
		size_t taken = 1;
		int byte = (unsigned char)span.bytes[0];

		if (byte == '\\')
			byte = unescape_one(span, &taken);
		if (byte <= 0)
			return -EINVAL;
		if (length + 1 >= size)
			return -ENAMETOOLONG;
		ret_bytes[length++] = (char)byte;
		span.bytes += taken;
		span.length -= taken;
	}
	ret_bytes[length] = '\0';
	*ret_length = length;
	return 0;
}
