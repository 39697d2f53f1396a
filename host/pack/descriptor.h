/* SPDX-License-Identifier: MIT */
/* descriptor: what an OCI image calls one of its parts by.  Pure code over
 * JSON.  Source: the OCI image specification, descriptor.md, media-types.md. */
#ifndef GVA_HOST_PACK_DESCRIPTOR_H
#define GVA_HOST_PACK_DESCRIPTOR_H

#include "contract/digest.h"
#include "host/pack/json.h"

enum descriptor_kind {
	DESCRIPTOR_INDEX,
	DESCRIPTOR_MANIFEST,
	DESCRIPTOR_LAYER,
	DESCRIPTOR_OTHER,
};

enum platform {
	PLATFORM_UNSAID,
	PLATFORM_OURS, /* linux/amd64 */
	PLATFORM_OTHER,
};

struct descriptor {
	enum descriptor_kind kind;
	enum platform platform;
	unsigned char digest[DIGEST_SIZE];
};

/* descriptor_parse: -EINVAL and `why`: it has no digest, or not by SHA-256. */
int descriptor_parse(const cJSON *json, const char *path,
		     struct descriptor *ret, struct text *why);
/* descriptor_tell_platform: adds its platform to a list for people, unless it
 * is there, or is no platform of a program ("unknown"). */
void descriptor_tell_platform(const cJSON *json, struct text *list);
/* descriptor_tag: what people call it by, or NULL. */
const char *descriptor_tag(const cJSON *json);
/* descriptor_blob: where its bytes are in the layout. */
void descriptor_blob(const struct descriptor *descriptor, char *ret,
		     size_t size);

#endif
