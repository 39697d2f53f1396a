/* SPDX-License-Identifier: MIT */
#include "conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void conf_add_raw(struct text *conf, struct span key, struct span value)
{
	text_put_bytes(conf, key.bytes, key.length);
	text_put(conf, "=");
	text_put_bytes(conf, value.bytes, value.length);
	text_put(conf, "\n");
}

void conf_add_argument(struct text *conf, const char *argument)
{
	text_put(conf, "arg=");
	text_put_escaped(conf, argument, strlen(argument));
	text_put(conf, "\n");
}

int conf_add_env(struct text *conf, struct span pair)
{
	const char *equals = memchr(pair.bytes, '=', pair.length);
	struct span name = pair, value;

	if (equals) {
		name.length = (size_t)(equals - pair.bytes);
		value = (struct span){ equals + 1,
				       pair.length - name.length - 1 };
	} else {
		char *copy = strndup(name.bytes, name.length);
		const char *own = copy ? getenv(copy) : NULL;

		free(copy);
		if (!own)
			return -ENOENT;
		value = span_of(own);
	}
	text_put(conf, "env.");
	text_put_escaped(conf, name.bytes, name.length);
	text_put(conf, "=");
	text_put_escaped(conf, value.bytes, value.length);
	text_put(conf, "\n");
	return 0;
}

int conf_add_env_file(struct text *conf, struct span bytes, uint64_t *ret_line)
{
	struct span line;

	for (uint64_t number = 1; span_line(&bytes, &line); number++) {
		int err;

		if (line.length == 0 || line.bytes[0] == '#')
			continue;
		err = memchr(line.bytes, '\0', line.length) ? -EINVAL :
			conf_add_env(conf, line);
		if (err < 0) {
			*ret_line = number;
			return err;
		}
	}
	return 0;
}
