/* SPDX-License-Identifier: MIT */
/* What `docker save` wrote before it wrote OCI layouts: manifest.json names
 * the config and the layers, and the config tells the layers' digests. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/pack/container_parts.h"
#include "host/pack/json.h"

static bool has_tag(const cJSON *image, const char *tag)
{
	const cJSON *each;

	cJSON_ArrayForEach(each, json_array(image, "RepoTags"))
		if (cJSON_IsString(each) && strcmp(each->valuestring, tag) == 0)
			return true;
	return false;
}

/* The one image of the list, or the one of the tag. */
static int choose(const cJSON *list, const char *path, const char *tag,
		  const cJSON **ret, struct text *why)
{
	const cJSON *each;
	size_t count = 0;

	cJSON_ArrayForEach(each, list) {
		if (tag && !has_tag(each, tag))
			continue;
		*ret = each;
		count++;
	}
	if (count == 1)
		return 0;
	return count ?
	       explain(why, -EINVAL, "pack %s: it holds %zu images; choose "
		       "one with --tag", path, count) :
	       tag ? explain(why, -EINVAL, "pack %s: it has no image tagged "
			     "%s", path, tag) :
	       explain(why, -EINVAL, "pack %s: it has no image", path);
}

/* The config; where its name is a digest, the bytes have that. */
static int read_config(const struct blobs *blobs, const char *name,
		       struct container *container, cJSON **ret,
		       struct text *why)
{
	unsigned char named[DIGEST_SIZE];
	const char *slash = name ? strrchr(name, '/') : NULL;
	struct span hex = span_of(slash ? slash + 1 : name ? name : "");
	bool is_named;

	if (!name)
		return explain(why, -EINVAL, "read %s: its manifest.json "
			       "names no Config", blobs->path);
	if (hex.length > 2 * DIGEST_SIZE)
		hex.length = 2 * DIGEST_SIZE;
	is_named = span_hex(hex, named, sizeof(named)) == 0;
	return container_json(blobs, name, is_named ? named : NULL,
			      container->digest, ret, why);
}

static int take_layer(const cJSON *name, const cJSON *id, const char *path,
		      struct container_layer *ret, struct text *why)
{
	struct span digest = span_of(cJSON_IsString(id) ? id->valuestring : "");
	struct text text;

	text_init(&text, ret->name, sizeof(ret->name));
	text_put(&text, cJSON_IsString(name) ? name->valuestring : "");
	if (text.length == 0 || text.cut || !span_starts(&digest, "sha256:") ||
	    span_hex(digest, ret->digest, sizeof(ret->digest)) < 0)
		return explain(why, -EINVAL, "read %s: a layer has no name, or "
			       "no digest", path);
	return 0;
}

int container_saved(const struct blobs *blobs, const cJSON *list,
		    const char *tag, struct container *ret, struct text *why)
{
	const cJSON *image = NULL, *names, *ids;
	cJSON *config = NULL;
	int err = choose(list, blobs->path, tag, &image, why);

	if (!err)
		err = read_config(blobs, json_string(image, "Config"), ret,
				  &config, why);
	if (!err)
		err = container_take_config(config, blobs->path, ret, why);
	names = json_array(image, "Layers");
	ids = json_array(json_object(config, "rootfs"), "diff_ids");
	if (!err)
		err = container_make_layers(names, blobs->path, ret, why);
	if (!err && cJSON_GetArraySize(ids) != cJSON_GetArraySize(names))
		err = explain(why, -EINVAL, "read %s: it has other layers "
			      "than its config tells of", blobs->path);
	if (!err) {
		const cJSON *name = names->child, *id = ids->child;

		for (; name && !err; name = name->next, id = id->next)
			err = take_layer(name, id, blobs->path,
					 &ret->layers[ret->count++], why);
	}
	cJSON_Delete(config);
	return err;
}
