/* SPDX-License-Identifier: MIT */
#include "host/run/request.h"

#include <limits.h>
#include <string.h>

#include "host/base/file.h"

void request_init(struct request *request)
{
	memset(request, 0, sizeof(*request));
	vm_wish_init(&request->wish);
	request->disk = UINT64_C(4) << 30;
	options_init(&request->options);
	text_init(&request->words, request->word_bytes,
		  sizeof(request->word_bytes));
	conf_init(&request->conf, request->conf_bytes,
		  sizeof(request->conf_bytes), &request->options);
}

int request_set(struct request *request, struct span key, struct span value,
		struct text *why)
{
	struct span name = key;
	int err;

	/* What may hold any byte does not go through the command line. */
	if (span_is(key, "arg") || span_starts(&name, "env."))
		return conf_add_option(&request->conf, key, value, why);
	err = options_set(&request->options, ORIGIN_COMMAND_LINE, key, value,
			  why);
	if (err == 0)
		err = command_line_add_option(&request->words, key, value);
	return err;
}

void request_out_name(const struct request *request, char ret[PATH_MAX])
{
	ret[0] = '\0';
	if (request->out && path_of_new(request->out, ret) < 0)
		ret[0] = '\0';
}
