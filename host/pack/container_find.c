/* SPDX-License-Identifier: MIT */
#include "host/pack/container.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "host/base/reason.h"
#include "host/pack/container_parts.h"
#include "host/pack/descriptor.h"
#include "host/pack/json.h"
#include "host/pack/tar.h"

enum {
	INDEXES_DEEP = 4,  /* within each other */
	INDEXES_MAX = 100, /* in all: each may name the next many times */
};

/* A search for the one manifest. */
struct search {
	const struct blobs *blobs;
	const char *tag;
	struct descriptor found;
	size_t count;        /* of different ones */
	size_t indexes;
	struct text *tags;   /* of those, for people */
	struct text *others; /* platforms that there are instead */
};

static bool is_of_container(const char *name)
{
	size_t length = strlen(name), hex = strspn(name, "0123456789abcdef");

	return strcmp(name, "oci-layout") == 0 ||
	       strcmp(name, "index.json") == 0 ||
	       strcmp(name, "manifest.json") == 0 ||
	       strcmp(name, "repositories") == 0 ||
	       strcmp(name, "blobs") == 0 ||
	       strncmp(name, "blobs/", 6) == 0 ||
	       (hex == 64 && (length == hex || name[hex] == '/' ||
			      strcmp(name + hex, ".json") == 0 ||
			      strcmp(name + hex, ".tar") == 0));
}

/* Whether all is named as in an image, and what tells so is there: a root file
 * system differs in its first names. */
static int names_of_container(struct tar *tar, struct text *why)
{
	struct archive_entry *entry;
	bool manifest = false;
	int got;

	while ((got = tar_next(tar, &entry, why)) > 0) {
		const char *name = archive_entry_pathname(entry);

		while (name && strncmp(name, "./", 2) == 0)
			name += 2;
		if (!name || (name[0] && !is_of_container(name)))
			return 0;
		manifest |= strcmp(name, "manifest.json") == 0 ||
			    strcmp(name, "index.json") == 0;
	}
	return got < 0 ? got : manifest;
}

int container_is(const struct blobs *blobs, struct text *why)
{
	struct blob blob;
	struct stat stat;
	struct tar tar;
	int err;

	if (blobs->folder)
		return fstatat(blobs->fd, "oci-layout", &stat, 0) == 0;
	err = blob_open(blobs, NULL, &blob, why);
	if (err < 0)
		return err;
	err = tar_open(&tar, blob_read, &blob, blobs->path, why);
	if (!err)
		err = names_of_container(&tar, why);
	tar_close(&tar);
	blob_close(&blob);
	return err;
}

/* The JSON of a descriptor; its bytes have its digest. */
static int read_described(const struct blobs *blobs,
			  const struct descriptor *descriptor, cJSON **ret,
			  struct text *why)
{
	unsigned char digest[DIGEST_SIZE];
	char name[CONTAINER_NAME_MAX + 1];

	descriptor_blob(descriptor, name, sizeof(name));
	return container_json(blobs, name, descriptor->digest, digest, ret,
			      why);
}

static int search_index(struct search *search, const cJSON *index, int depth,
			struct text *why);

/* A manifest, or an index of them. */
static int search_descriptor(struct search *search, const cJSON *json,
			     int depth, struct text *why)
{
	struct descriptor descriptor;
	cJSON *index;
	int err = descriptor_parse(json, search->blobs->path, &descriptor,
				   why);

	if (err < 0)
		return err;
	if (descriptor.platform == PLATFORM_OTHER) {
		descriptor_tell_platform(json, search->others);
		return 0;
	}
	if (descriptor.kind == DESCRIPTOR_INDEX) {
		if (depth >= INDEXES_DEEP || search->indexes++ >= INDEXES_MAX)
			return explain(why, -EINVAL, "read %s: indexes within "
				       "indexes do not end",
				       search->blobs->path);
		err = read_described(search->blobs, &descriptor, &index, why);
		if (!err)
			err = search_index(search, index, depth + 1, why);
		cJSON_Delete(index);
		return err;
	}
	if (descriptor.kind != DESCRIPTOR_MANIFEST)
		return 0;
	if (search->count > 0 && memcmp(descriptor.digest,
					search->found.digest,
					DIGEST_SIZE) == 0)
		return 0; /* by a further tag */
	search->found = descriptor;
	search->count++;
	return 0;
}

static int search_index(struct search *search, const cJSON *index, int depth,
			struct text *why)
{
	const cJSON *manifests = json_array(index, "manifests"), *each;
	int err = 0;

	if (!manifests)
		return explain(why, -EINVAL, "read %s: its index has no "
			       "manifests", search->blobs->path);
	cJSON_ArrayForEach(each, manifests) {
		const char *tag = descriptor_tag(each);

		if (depth == 0 && search->tag &&
		    (!tag || strcmp(tag, search->tag) != 0))
			continue;
		if (depth == 0 && tag) {
			text_put(search->tags, search->tags->length ? ", " :
				 "");
			text_put(search->tags, tag);
		}
		err = search_descriptor(search, each, depth, why);
		if (err < 0)
			break;
	}
	return err;
}

/* Whether exactly one was found. */
static int judge(const struct search *search, struct text *why)
{
	const char *path = search->blobs->path;

	if (search->count == 1)
		return 0;
	if (search->count > 1)
		return explain(why, -EINVAL, "pack %s: it holds %zu images "
			       "(%s); choose one with --tag", path,
			       search->count, search->tags->bytes);
	if (search->others->length > 0)
		return explain(why, -EINVAL, "pack %s: it is for %s, and this "
			       "appliance is linux/amd64", path,
			       search->others->bytes);
	return search->tag ?
	       explain(why, -EINVAL, "pack %s: it has no image tagged %s",
		       path, search->tag) :
	       explain(why, -EINVAL, "pack %s: it has no image", path);
}

static int take_layers(const cJSON *manifest, const char *path,
		       struct container *ret, struct text *why)
{
	const cJSON *layers = json_array(manifest, "layers"), *each;
	int err = container_make_layers(layers, path, ret, why);

	if (err < 0)
		return err;
	cJSON_ArrayForEach(each, layers) {
		struct container_layer *layer = &ret->layers[ret->count];
		struct descriptor descriptor;

		err = descriptor_parse(each, path, &descriptor, why);
		if (!err && descriptor.kind != DESCRIPTOR_LAYER)
			err = explain(why, -EINVAL, "pack %s: what it holds is "
				      "no container image, or one that is "
				      "encrypted", path);
		if (err < 0)
			return err;
		memcpy(layer->digest, descriptor.digest, DIGEST_SIZE);
		descriptor_blob(&descriptor, layer->name, sizeof(layer->name));
		ret->count++;
	}
	return 0;
}

static int take_manifest(const struct search *search, const cJSON *manifest,
			 struct container *ret, struct text *why)
{
	const char *path = search->blobs->path;
	struct descriptor descriptor;
	cJSON *config = NULL;
	int err = descriptor_parse(cJSON_GetObjectItemCaseSensitive(
					manifest, "config"),
				   path, &descriptor, why);

	if (!err)
		err = read_described(search->blobs, &descriptor, &config, why);
	if (!err)
		err = container_take_config(config, path, ret, why);
	cJSON_Delete(config);
	return err ? err : take_layers(manifest, path, ret, why);
}

/* JSON of the folder's or archive's own, which nothing has a digest of. */
static int read_named(const struct blobs *blobs, const char *name, cJSON **ret,
		      struct text *why)
{
	unsigned char digest[DIGEST_SIZE];

	*ret = NULL;
	return container_json(blobs, name, NULL, digest, ret, why);
}

static int find_in_layout(struct search *search, const cJSON *index,
			  struct container *ret, struct text *why)
{
	cJSON *manifest = NULL;
	int err = search_index(search, index, 0, why);

	if (!err)
		err = judge(search, why);
	if (!err)
		err = read_described(search->blobs, &search->found, &manifest,
				     why);
	if (!err)
		err = take_manifest(search, manifest, ret, why);
	cJSON_Delete(manifest);
	memcpy(ret->digest, search->found.digest, DIGEST_SIZE);
	return err;
}

int container_find(const struct blobs *blobs, const char *tag,
		   struct container *ret, struct text *why)
{
	struct reason tags, others, unused;
	struct search search = {
		.blobs = blobs, .tag = tag, .tags = reason_init(&tags),
		.others = reason_init(&others),
	};
	cJSON *json = NULL;
	int err = read_named(blobs, "index.json", &json,
			     reason_init(&unused));

	*ret = (struct container){ 0 };
	if (!err) {
		err = find_in_layout(&search, json, ret, why);
	} else if (err == -ENOENT && !blobs->folder) {
		err = read_named(blobs, "manifest.json", &json, why);
		if (!err)
			err = container_saved(blobs, json, tag, ret, why);
	} else {
		text_put(why, unused.bytes);
	}
	cJSON_Delete(json);
	if (err < 0)
		container_free(ret);
	return err;
}
