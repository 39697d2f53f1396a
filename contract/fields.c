/* SPDX-License-Identifier: MIT */
#include "contract/fields.h"

#include <errno.h>
#include <string.h>

#include "contract/digest.h"

static const char seal_key[] = "sha256 ";

enum { SEAL_LENGTH = sizeof(seal_key) - 1 + 2 * DIGEST_SIZE };

void fields_put_u64(struct text *text, const char *key, uint64_t value)
{
	text_put(text, key);
	text_put(text, " ");
	text_put_u64(text, value);
	text_put(text, "\n");
}

void fields_put_text(struct text *text, const char *key, const char *value)
{
	text_put(text, key);
	text_put(text, " ");
	if (value[0] == '\0')
		text_put(text, "-");
	else if (strcmp(value, "-") == 0)
		text_put(text, "\\x2d");
	else
		text_put_escaped(text, value, strlen(value));
	text_put(text, "\n");
}

void fields_seal(struct text *text)
{
	unsigned char digest[DIGEST_SIZE];

	digest_of(text->bytes, text->length, digest);
	text_put(text, seal_key);
	text_put_hex(text, digest, sizeof(digest));
	text_put(text, "\n");
}

int fields_take(struct span *rest, const char *key, struct span *ret_value)
{
	struct span after = *rest, line;

	if (!span_line(&after, &line) || !span_starts(&line, key) ||
	    !span_starts(&line, " "))
		return -EINVAL;
	*rest = after;
	*ret_value = line;
	return 0;
}

int fields_take_u64(struct span *rest, const char *key, uint64_t *ret)
{
	struct span value;

	if (fields_take(rest, key, &value) < 0)
		return -EINVAL;
	return span_u64(value, UINT64_MAX, ret) < 0 ? -EINVAL : 0;
}

int fields_take_text(struct span *rest, const char *key, char *ret,
		     size_t size)
{
	struct span value;
	size_t length;

	if (fields_take(rest, key, &value) < 0)
		return -EINVAL;
	if (span_is(value, "-"))
		value.length = 0;
	return span_unescape(value, ret, size, &length) < 0 ? -EINVAL : 0;
}

int fields_check(struct span bytes)
{
	unsigned char said[DIGEST_SIZE], true_digest[DIGEST_SIZE];
	struct span seal;

	if (bytes.length < SEAL_LENGTH + 1 ||
	    bytes.bytes[bytes.length - 1] != '\n')
		return -EBADMSG;
	bytes.length -= SEAL_LENGTH + 1;
	seal = (struct span){ bytes.bytes + bytes.length, SEAL_LENGTH };
	if (!span_starts(&seal, seal_key) ||
	    span_hex(seal, said, sizeof(said)) < 0)
		return -EBADMSG;
	digest_of(bytes.bytes, bytes.length, true_digest);
	return memcmp(said, true_digest, sizeof(said)) ? -EBADMSG : 0;
}
