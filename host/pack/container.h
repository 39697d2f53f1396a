/* SPDX-License-Identifier: MIT */
/* container: what a container image is made of, as an OCI layout (a folder, or
 * in an archive) or what `docker save` and `podman save` write has it.  Sources:
 * the OCI image specification (image-layout.md, image-index.md, manifest.md,
 * config.md), and moby's image/spec for manifest.json. */
#ifndef GVA_HOST_PACK_CONTAINER_H
#define GVA_HOST_PACK_CONTAINER_H

#include "host/pack/blob.h"

enum {
	CONTAINER_LAYERS_MAX = 1000,
	CONTAINER_JSON_MAX = 4 << 20,
	CONTAINER_CONFIG_MAX = 128 << 10, /* bytes of what is used of it */
	CONTAINER_NAME_MAX = 255,
};

struct container_layer {
	char name[CONTAINER_NAME_MAX + 1]; /* of its blob */
	unsigned char digest[DIGEST_SIZE]; /* of that */
};

struct container {
	struct container_layer *layers; /* from the lowest up */
	size_t count;
	char *config;                      /* JSON, see below */
	unsigned char digest[DIGEST_SIZE]; /* of its manifest or config */
};

/* container_is: whether `blobs` holds one: 1, 0, or -errno and `why`. */
int container_is(const struct blobs *blobs, struct text *why);
/* container_find: the image for linux/amd64, of this tag where there are
 * several (NULL: there must be one).  `config` has what is used of the image's
 * own: Env, Entrypoint, Cmd, WorkingDir, User, as they are there.  Every JSON
 * that it reads has the digest that it is called by.  -EINVAL and `why`. */
int container_find(const struct blobs *blobs, const char *tag,
		   struct container *ret, struct text *why);
void container_free(struct container *container);

#endif
