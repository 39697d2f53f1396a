/* SPDX-License-Identifier: MIT */
#include "host/pack/container_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/pack/json.h"

void container_free(struct container *container)
{
	free(container->layers);
	free(container->config);
	*container = (struct container){ 0 };
}

static bool is_list(const cJSON *item)
{
	const cJSON *each;

	if (!cJSON_IsArray(item))
		return false;
	cJSON_ArrayForEach(each, item)
		if (!cJSON_IsString(each))
			return false;
	return true;
}

/* What is used of an image's own, as it is there.  NULL: it can't be, or there
 * is no memory. */
static char *config_of(const cJSON *config)
{
	static const struct {
		const char *name;
		bool list;
	} kept[] = {
		{ "Env", true }, { "Entrypoint", true }, { "Cmd", true },
		{ "WorkingDir", false }, { "User", false },
	};
	const cJSON *from = json_object(config, "config");
	cJSON *to = cJSON_CreateObject();
	bool good = to != NULL;
	char *text;

	for (size_t i = 0; good && i < sizeof(kept) / sizeof(*kept); i++) {
		const cJSON *item = cJSON_GetObjectItemCaseSensitive(
					from, kept[i].name);

		if (!item || cJSON_IsNull(item))
			continue;
		good = (kept[i].list ? is_list(item) : cJSON_IsString(item)) &&
		       cJSON_AddItemToObject(to, kept[i].name,
					     cJSON_Duplicate(item, 1));
	}
	text = good ? cJSON_PrintUnformatted(to) : NULL;
	cJSON_Delete(to);
	return text;
}

int container_take_config(const cJSON *config, const char *path,
			  struct container *ret, struct text *why)
{
	const char *machine = json_string(config, "architecture");
	const char *os = json_string(config, "os");

	if ((machine && strcmp(machine, "amd64") != 0) ||
	    (os && strcmp(os, "linux") != 0))
		return explain(why, -EINVAL, "pack %s: it is for %s/%s, and "
			       "this appliance is linux/amd64", path,
			       os ? os : "linux", machine ? machine : "amd64");
	ret->config = config_of(config);
	return ret->config && strlen(ret->config) <= CONTAINER_CONFIG_MAX ? 0 :
	       explain(why, -EINVAL, "pack %s: what its image says of how to "
		       "run it is no such thing, or more than 128K", path);
}

int container_make_layers(const cJSON *array, const char *path,
			  struct container *ret, struct text *why)
{
	int count = array ? cJSON_GetArraySize(array) : 0;

	if (count <= 0)
		return explain(why, -EINVAL, "pack %s: its image has no "
			       "layers", path);
	if (count > CONTAINER_LAYERS_MAX)
		return explain(why, -EINVAL, "pack %s: its image has more "
			       "than 1000 layers", path);
	ret->layers = calloc((size_t)count, sizeof(*ret->layers));
	if (!ret->layers)
		return explain(why, -ENOMEM, "read %s: %s", path,
			       strerror(ENOMEM));
	return 0;
}

int container_json(const struct blobs *blobs, const char *name,
		   const unsigned char *digest,
		   unsigned char ret_digest[DIGEST_SIZE], cJSON **ret,
		   struct text *why)
{
	struct text bytes;
	int err = blob_all(blobs, name, CONTAINER_JSON_MAX, &bytes, why);

	if (err < 0)
		return err;
	digest_of(bytes.bytes, bytes.length, ret_digest);
	if (digest && memcmp(digest, ret_digest, DIGEST_SIZE) != 0)
		err = explain(why, -EINVAL, "read %s: %s is damaged: it has "
			      "another digest than its name says",
			      blobs->path, name);
	else
		err = json_parse(&bytes, blobs->path, name, ret, why);
	free(bytes.bytes);
	return err;
}
