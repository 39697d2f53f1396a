/* SPDX-License-Identifier: MIT */
/* container_parts: what both forms of a container image are taken apart by;
 * for container.c and saved.c. */
#ifndef GVA_HOST_PACK_CONTAINER_PARTS_H
#define GVA_HOST_PACK_CONTAINER_PARTS_H

#include <cjson/cJSON.h>

#include "host/pack/container.h"

/* container_json: JSON that lies in `blobs` by a name.  `digest`: what its bytes
 * must have, or NULL; `ret_digest` is what they have. */
int container_json(const struct blobs *blobs, const char *name,
		   const unsigned char *digest,
		   unsigned char ret_digest[DIGEST_SIZE], cJSON **ret,
		   struct text *why);
/* container_take_config: `config` of the image, of its config JSON, which must
 * be for linux/amd64. */
int container_take_config(const cJSON *config, const char *path,
			  struct container *ret, struct text *why);
/* container_make_layers: room for as many as a JSON array has. */
int container_make_layers(const cJSON *array, const char *path,
			  struct container *ret, struct text *why);
/* container_saved: the image of a manifest.json, see saved.c. */
int container_saved(const struct blobs *blobs, const cJSON *list,
		    const char *tag, struct container *ret, struct text *why);

#endif
