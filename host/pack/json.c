/* SPDX-License-Identifier: MIT */
#include "host/pack/json.h"

#include <errno.h>

#include "host/base/reason.h"

int json_parse(const struct text *bytes, const char *path, const char *name,
	       cJSON **ret, struct text *why)
{
	const char *end = NULL;

	/* With the NUL after it, which cJSON wants at the end of all. */
	*ret = cJSON_ParseWithLengthOpts(bytes->bytes, bytes->length + 1, &end,
					 1);
	return *ret ? 0 : explain(why, -EINVAL, "read %s: %s is no JSON", path,
				  name);
}

static const cJSON *item(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *json_string(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(item(object, name));
}

const cJSON *json_array(const cJSON *object, const char *name)
{
	return cJSON_IsArray(item(object, name)) ? item(object, name) : NULL;
}

const cJSON *json_object(const cJSON *object, const char *name)
{
	return cJSON_IsObject(item(object, name)) ? item(object, name) : NULL;
}
