/* SPDX-License-Identifier: MIT */
#include "host/run/conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"

void conf_init(struct conf *conf, char *bytes, size_t size,
	       struct options *options)
{
	text_init(&conf->text, bytes, size);
	conf->options = options;
}

/* The value as it may stand in a line.  One that is in the notation already
 * keeps its escapes; its other bytes are treated like any. */
static void put_value(struct text *text, struct span value, bool escaped)
{
	for (size_t i = 0; i < value.length; i++)
		if (escaped && value.bytes[i] == '\\')
			text_put(text, "\\");
		else
			text_put_escaped(text, value.bytes + i, 1);
}

static int add(struct conf *conf, struct span key, struct span value,
	       bool escaped, struct text *why)
{
	struct text *text = &conf->text;
	struct span line;
	size_t start;

	text_put_escaped(text, key.bytes, key.length);
	text_put(text, "=");
	start = text->length;
	put_value(text, value, escaped);
	line = (struct span){ text->bytes + start, text->length - start };
	text_put(text, "\n");
	if (text->cut) {
		text_put(why, "more than 256 KiB of arguments and "
			 "environment, with their escapes");
		return -ENOSPC;
	}
	return options_set(conf->options, ORIGIN_JOB_CONF, key, line, why);
}

int conf_add_argument(struct conf *conf, const char *argument,
		      struct text *why)
{
	return add(conf, span_of("arg"), span_of(argument), false, why);
}

int conf_add_option(struct conf *conf, struct span key, struct span value,
		    struct text *why)
{
	return add(conf, key, value, true, why);
}

static int add_variable(struct conf *conf, struct span name,
			struct span value, struct text *why)
{
	char bytes[sizeof("env.") + SCRIPT_NAME_MAX];
	struct text key;

	text_init(&key, bytes, sizeof(bytes));
	text_put(&key, "env.");
	text_put_bytes(&key, name.bytes, name.length < SCRIPT_NAME_MAX ?
					 name.length : SCRIPT_NAME_MAX);
	if (!option_env_name_ok(name)) {
		text_put(why, "'");
		text_put_escaped(why, name.bytes,
				 name.length < 40 ? name.length : 40);
		text_put(why, "' is no name for a variable, wanted: "
			 "[A-Za-z_][A-Za-z0-9_]*, 255 at most, not GVA_*");
		return -EINVAL;
	}
	return add(conf, (struct span){ bytes, key.length }, value, false,
		   why);
}

int conf_add_env(struct conf *conf, struct span pair, struct text *why)
{
	const char *equals = memchr(pair.bytes, '=', pair.length);
	struct span name = pair, value;

	if (memchr(pair.bytes, '\0', pair.length)) {
		text_put(why, "it has a NUL byte");
		return -EINVAL;
	}
	if (equals) {
		name.length = (size_t)(equals - pair.bytes);
		value = (struct span){ equals + 1,
				       pair.length - name.length - 1 };
	} else {
		char *copy = strndup(name.bytes, name.length);
		const char *own = copy ? getenv(copy) : NULL;

		free(copy);
		if (!own) {
			text_put(why, "there is no variable '");
			text_put_escaped(why, name.bytes,
					 name.length < 40 ? name.length : 40);
			text_put(why, "' here; give NAME=VALUE");
			return -ENOENT;
		}
		value = span_of(own);
	}
	return add_variable(conf, name, value, why);
}

int conf_add_env_file(struct conf *conf, struct span bytes, struct text *why)
{
	struct span line;

	for (uint64_t number = 1; span_line(&bytes, &line); number++) {
		struct reason reason;
		int err;

		if (line.length == 0 || line.bytes[0] == '#')
			continue;
		err = conf_add_env(conf, line, reason_init(&reason));
		if (err < 0) {
			text_put(why, "line ");
			text_put_u64(why, number);
			text_put(why, ": ");
			text_put(why, reason.bytes);
			return err;
		}
	}
	return 0;
}
