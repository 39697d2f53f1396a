/* SPDX-License-Identifier: MIT */
#include "contract/identity.h"

#include <errno.h>
#include <string.h>

#include "contract/fields.h"

static const char magic[] = "gva-identity 1";
static const char none[] = "none";

void identity_set_uuid(char ret[2 * UUID_SIZE + 1], const unsigned char *uuid)
{
	struct text text;

	text_init(&text, ret, 2 * UUID_SIZE + 1);
	if (uuid)
		text_put_hex(&text, uuid, UUID_SIZE);
	else
		text_put(&text, none);
}

void identity_set_conf(struct identity *identity, struct span conf)
{
	unsigned char digest[DIGEST_SIZE];
	struct text text;

	text_init(&text, identity->conf, sizeof(identity->conf));
	if (conf.length == 0) {
		text_put(&text, none);
		return;
	}
	digest_of(conf.bytes, conf.length, digest);
	text_put_hex(&text, digest, sizeof(digest));
}

static bool differ(const char *one, const char *other)
{
	return one[0] && other[0] && strcmp(one, other) != 0;
}

const char *identity_differs(const struct identity *one,
			     const struct identity *other)
{
	if (differ(one->job, other->job))
		return "it belongs to another job";
	if (!one->any_instance && !other->any_instance &&
	    strcmp(one->instance, other->instance) != 0)
		return "it belongs to another instance";
	if (differ(one->app, other->app))
		return "it belongs to another app image: another job, or one "
		       "whose files or their times have changed";
	if (differ(one->data, other->data))
		return "its job had another data image";
	if (differ(one->root, other->root))
		return "its job had another root image";
	if (differ(one->conf, other->conf))
		return "its job had other arguments or another environment";
	return NULL;
}

void identity_put(struct text *text, const struct identity *identity)
{
	if (identity->app[0])
		fields_put_text(text, "app", identity->app);
	if (identity->data[0])
		fields_put_text(text, "data", identity->data);
	if (identity->conf[0])
		fields_put_text(text, "conf", identity->conf);
	if (identity->root[0])
		fields_put_text(text, "root", identity->root);
}

bool identity_take(struct span *rest, struct identity *identity)
{
	return fields_take_text(rest, "app", identity->app,
				sizeof(identity->app)) == 0 ||
	       fields_take_text(rest, "data", identity->data,
				sizeof(identity->data)) == 0 ||
	       fields_take_text(rest, "conf", identity->conf,
				sizeof(identity->conf)) == 0 ||
	       fields_take_text(rest, "root", identity->root,
				sizeof(identity->root)) == 0;
}

size_t identity_encode(const struct identity *identity,
		       char ret_bytes[IDENTITY_SIZE_MAX])
{
	struct text text;

	text_init(&text, ret_bytes, IDENTITY_SIZE_MAX);
	text_put(&text, magic);
	text_put(&text, "\n");
	fields_put_text(&text, "job", identity->job);
	fields_put_text(&text, "instance", identity->instance);
	identity_put(&text, identity);
	fields_seal(&text);
	return text.length;
}

int identity_decode(struct span bytes, struct identity *ret)
{
	struct identity identity = { .any_instance = false };
	struct span line, rest = bytes;

	if (fields_check(bytes) < 0 || !span_line(&rest, &line) ||
	    !span_is(line, magic) ||
	    fields_take_text(&rest, "job", identity.job,
			     sizeof(identity.job)) < 0 ||
	    fields_take_text(&rest, "instance", identity.instance,
			     sizeof(identity.instance)) < 0)
		return -EBADMSG;
	while (identity_take(&rest, &identity))
		;
	if (!identity.app[0])
		return -EBADMSG;
	*ret = identity;
	return 0;
}
