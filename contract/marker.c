/* SPDX-License-Identifier: MIT */
#include "contract/marker.h"

#include <errno.h>
#include <string.h>

#include "contract/record.h"

/* What its name ends with while the script may still be in script-bin. */
static const char not_taken[] = ".new";

int marker_name_encode(const struct marker_name *name,
		       char ret_name[MARKER_NAME_SIZE])
{
	struct text text;

	if (!result_name_ok(span_of(name->result)) || name->attempt == 0 ||
	    name->attempt > MARKER_ATTEMPT_MAX)
		return -EINVAL;
	text_init(&text, ret_name, MARKER_NAME_SIZE);
	text_put(&text, name->result);
	text_put(&text, ".");
	text_put_u64(&text, name->attempt);
	if (!name->taken)
		text_put(&text, not_taken);
	return 0;
}

/* Cuts the end off the name of a marker whose script may not be taken. */
static bool is_not_taken(struct span *name)
{
	size_t length = strlen(not_taken);

	if (name->length <= length ||
	    memcmp(name->bytes + name->length - length, not_taken, length))
		return false;
	name->length -= length;
	return true;
}

int marker_name_decode(struct span bytes, struct marker_name *ret)
{
	struct marker_name name = { .taken = !is_not_taken(&bytes) };
	struct span result, attempt;
	size_t dot = bytes.length;

	while (dot > 0 && bytes.bytes[dot - 1] != '.')
		dot--;
	if (dot == 0)
		return -EINVAL;
	result = (struct span){ bytes.bytes, dot - 1 };
	attempt = (struct span){ bytes.bytes + dot, bytes.length - dot };
	if (!result_name_ok(result) ||
	    span_u64(attempt, MARKER_ATTEMPT_MAX, &name.attempt) < 0 ||
	    name.attempt == 0)
		return -EINVAL;
	memcpy(name.result, result.bytes, result.length);
	*ret = name;
	return 0;
}

size_t marker_file_encode(const char *script, uint64_t boot,
			  char ret_bytes[MARKER_FILE_SIZE])
{
	struct text text;

	text_init(&text, ret_bytes, MARKER_FILE_SIZE);
	text_put(&text, "script ");
	text_put_escaped(&text, script, strlen(script));
	text_put(&text, "\nboot ");
	text_put_u64(&text, boot);
	text_put(&text, "\n");
	return text.length;
}

int marker_file_decode(struct span bytes, char ret_script[SCRIPT_NAME_MAX + 1])
{
	char script[SCRIPT_NAME_MAX + 1];
	struct span line, boot;

	if (bytes.length == 0 || bytes.bytes[bytes.length - 1] != '\n' ||
	    !span_line(&bytes, &line) || !span_starts(&line, "script ") ||
	    !span_line(&bytes, &boot) || !span_starts(&boot, "boot ") ||
	    span_unescape(line, script, sizeof(script), &line.length) < 0)
		return -EBADMSG;
	memcpy(ret_script, script, line.length + 1);
	return 0;
}
