/* SPDX-License-Identifier: MIT */
#include "host/pack/descriptor.h"

#include <errno.h>
#include <string.h>

#include "host/base/reason.h"

static enum descriptor_kind kind_of(const char *type)
{
	static const struct {
		const char *type;
		enum descriptor_kind kind;
	} known[] = {
		{ "application/vnd.oci.image.index.v1+json",
		  DESCRIPTOR_INDEX },
		{ "application/vnd.docker.distribution.manifest.list.v2+json",
		  DESCRIPTOR_INDEX },
		{ "application/vnd.oci.image.manifest.v1+json",
		  DESCRIPTOR_MANIFEST },
		{ "application/vnd.docker.distribution.manifest.v2+json",
		  DESCRIPTOR_MANIFEST },
		{ "application/vnd.oci.image.layer.v1.tar",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.oci.image.layer.v1.tar+gzip",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.oci.image.layer.v1.tar+zstd",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.oci.image.layer.nondistributable.v1.tar",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.oci.image.layer.nondistributable.v1."
		  "tar+gzip", DESCRIPTOR_LAYER },
		{ "application/vnd.docker.image.rootfs.diff.tar",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.docker.image.rootfs.diff.tar.gzip",
		  DESCRIPTOR_LAYER },
		{ "application/vnd.docker.image.rootfs.diff.tar.zstd",
		  DESCRIPTOR_LAYER },
	};

	for (size_t i = 0; type && i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(type, known[i].type) == 0)
			return known[i].kind;
	return DESCRIPTOR_OTHER;
}

static enum platform platform_of(const cJSON *json)
{
	const cJSON *platform = json_object(json, "platform");
	const char *machine = json_string(platform, "architecture");
	const char *os = json_string(platform, "os");

	if (!machine || !os)
		return PLATFORM_UNSAID;
	return strcmp(machine, "amd64") == 0 && strcmp(os, "linux") == 0 ?
	       PLATFORM_OURS : PLATFORM_OTHER;
}

int descriptor_parse(const cJSON *json, const char *path,
		     struct descriptor *ret, struct text *why)
{
	const char *said = json_string(json, "digest");
	struct span digest = span_of(said ? said : "");

	ret->kind = kind_of(json_string(json, "mediaType"));
	ret->platform = platform_of(json);
	if (said && !span_starts(&digest, "sha256:"))
		return explain(why, -EINVAL, "read %s: the digest %s is not "
			       "by SHA-256, which is all that is known here",
			       path, said);
	if (span_hex(digest, ret->digest, sizeof(ret->digest)) < 0)
		return explain(why, -EINVAL, "read %s: what names a part of "
			       "the image has no digest", path);
	return 0;
}

void descriptor_tell_platform(const cJSON *json, struct text *list)
{
	const cJSON *platform = json_object(json, "platform");
	const char *machine = json_string(platform, "architecture");
	const char *os = json_string(platform, "os");
	char name[64];
	struct text text;

	text_init(&text, name, sizeof(name));
	text_put(&text, os);
	text_put(&text, "/");
	text_put(&text, machine);
	if (strcmp(machine, "unknown") == 0 || strstr(list->bytes, name))
		return;
	text_put(list, list->length ? ", " : "");
	text_put(list, name);
}

const char *descriptor_tag(const cJSON *json)
{
	return json_string(json_object(json, "annotations"),
			   "org.opencontainers.image.ref.name");
}

void descriptor_blob(const struct descriptor *descriptor, char *ret,
		     size_t size)
{
	struct text text;

	text_init(&text, ret, size);
	text_put(&text, "blobs/sha256/");
	text_put_hex(&text, descriptor->digest, sizeof(descriptor->digest));
}
