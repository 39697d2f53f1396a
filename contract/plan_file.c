/* SPDX-License-Identifier: MIT */
#include "contract/plan_file.h"

#include <errno.h>
#include <string.h>

#include "contract/fields.h"

void plan_file_put(struct text *text, const char *name)
{
	text_put_escaped(text, name, strlen(name));
	text_put(text, "\n");
}

void plan_file_close(struct text *text)
{
	fields_seal(text);
}

int plan_file_open(struct span bytes, struct span *ret_rest)
{
	int err = fields_check(bytes);

	if (err == 0)
		*ret_rest = bytes;
	return err;
}

int plan_file_take(struct span *rest, char ret_name[SCRIPT_NAME_MAX + 1])
{
	char name[SCRIPT_NAME_MAX + 1];
	struct span line;
	size_t length;

	/* The last one is the seal. */
	if (!span_line(rest, &line) || rest->length == 0)
		return 0;
	if (span_unescape(line, name, sizeof(name), &length) < 0 ||
	    length == 0)
		return -EBADMSG;
	memcpy(ret_name, name, length + 1);
	return 1;
}
