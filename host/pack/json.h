/* SPDX-License-Identifier: MIT */
/* json: what is asked of JSON that somebody else wrote, through cJSON. */
#ifndef GVA_HOST_PACK_JSON_H
#define GVA_HOST_PACK_JSON_H

#include <cjson/cJSON.h>

#include "contract/text.h"

/* json_parse: all of the bytes, which are `name` in `path`.  -EINVAL and
 * `why`. */
int json_parse(const struct text *bytes, const char *path, const char *name,
	       cJSON **ret, struct text *why);
/* An item of an object, of this name and kind, or NULL. */
const char *json_string(const cJSON *object, const char *name);
const cJSON *json_array(const cJSON *object, const char *name);
const cJSON *json_object(const cJSON *object, const char *name);

#endif
