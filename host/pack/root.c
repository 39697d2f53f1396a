/* SPDX-License-Identifier: MIT */
#include "host/pack/root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/base/say.h"
#include "host/pack/json.h"
#include "host/pack/layer.h"
#include "host/pack/spool.h"

static int open_path(struct root *root, const char *image, struct text *why)
{
	struct stat stat;

	if (strcmp(root->path, "-") == 0) {
		root->path = "stdin";
		root->blobs.path = root->path;
		root->blobs.fd = spool_stdin(image, why);
		return root->blobs.fd < 0 ? root->blobs.fd : 0;
	}
	root->blobs.fd = open(root->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (root->blobs.fd < 0 || fstat(root->blobs.fd, &stat) < 0)
		return explain(why, -errno, "read %s: %s", root->path,
			       strerror(errno));
	root->blobs.folder = S_ISDIR(stat.st_mode);
	if (!S_ISDIR(stat.st_mode) && !S_ISREG(stat.st_mode))
		return explain(why, -EINVAL, "pack %s: it is no folder and no "
			       "file", root->path);
	return 0;
}

static int read_tar(struct root *root, struct text *why)
{
	bool marked = false;
	int err = layer_read(&root->blobs, NULL, false, root->layers,
			     root->digest, &marked, why);

	return err || marked ? err :
	       explain(why, -EINVAL, "pack %s: it is cut off: a tar ends with "
		       "blocks of zeros", root->path);
}

static int read_container(struct root *root, const char *tag, struct text *why)
{
	struct container *container = &root->container;
	unsigned char digest[DIGEST_SIZE];
	bool marked; /* which a digest makes needless */
	int err = container_find(&root->blobs, tag, container, why);

	for (size_t i = 0; i < container->count && !err; i++) {
		const struct container_layer *layer = &container->layers[i];

		err = layer_read(&root->blobs, layer->name, true, root->layers,
				 digest, &marked, why);
		if (!err && memcmp(digest, layer->digest, DIGEST_SIZE) != 0)
			err = explain(why, -EINVAL, "pack %s: layer %s is "
				      "damaged: it has another digest than "
				      "the image says", root->path,
				      layer->name);
	}
	memcpy(root->digest, container->digest, DIGEST_SIZE);
	return err;
}

static void tell_left_out(const struct root *root)
{
	uint64_t count = layers_left_out(root->layers);

	if (count > 0)
		say("warning: %s: %llu fifos, sockets and devices are left "
		    "out; scripts have a /dev of their own", root->path,
		    (unsigned long long)count);
}

static int refuse_own(const struct root *root, struct text *why)
{
	return explain(why, -EEXIST, "pack %s: it has a file /%s, which is the "
		       "appliance's own; remove it", root->path,
		       TREE_ROOT_CONF);
}

static int read_layers(struct root *root, const char *tag, struct text *why)
{
	int err;

	root->layers = layers_new();
	if (!root->layers)
		return explain(why, -ENOMEM, "read %s: %s", root->path,
			       strerror(ENOMEM));
	err = root->is_container ? read_container(root, tag, why) :
				   read_tar(root, why);
	if (err < 0)
		return err;
	if (layers_has(root->layers, TREE_ROOT_CONF))
		return refuse_own(root, why);
	tell_left_out(root);
	return 0;
}

static int check_folder(const struct root *root, struct text *why)
{
	struct stat stat;

	return fstatat(root->blobs.fd, TREE_ROOT_CONF, &stat,
		       AT_SYMLINK_NOFOLLOW) == 0 ? refuse_own(root, why) : 0;
}

int root_open(const char *path, const char *tag, const char *image,
	      struct root *ret, struct text *why)
{
	int err;

	*ret = (struct root){ .path = path, .blobs = { path, -1, false } };
	err = open_path(ret, image, why);
	if (!err)
		err = container_is(&ret->blobs, why);
	if (err < 0)
		return err;
	ret->is_container = err == 1;
	ret->is_folder = ret->blobs.folder && !ret->is_container;
	if (tag && !ret->is_container)
		return explain(why, -EINVAL, "pack %s: it is no container "
			       "image, so it has no tags", ret->path);
	return ret->is_folder ? check_folder(ret, why) :
				read_layers(ret, tag, why);
}

struct source root_source(const struct root *root)
{
	return (struct source){ root->path, root->layers, true };
}

char *root_conf(const struct root *root)
{
	cJSON *json = root->container.config ?
		      cJSON_Parse(root->container.config) :
		      cJSON_CreateObject();
	char digest[sizeof("sha256:") + 2 * DIGEST_SIZE], *printed;
	struct text text;

	text_init(&text, digest, sizeof(digest));
	text_put(&text, "sha256:");
	text_put_hex(&text, root->digest, DIGEST_SIZE);
	if (!root->is_folder)
		(void)cJSON_AddStringToObject(json, "source", digest);
	printed = json ? cJSON_Print(json) : NULL;
	cJSON_Delete(json);
	return printed;
}

int root_fill(struct root *root, ext2_filsys fs, struct text *why)
{
	uint64_t number = 0;
	int err = 0;

	if (root->is_folder)
		return 0; /* the walk has taken the bytes */
	if (!root->is_container)
		return layer_fill(&root->blobs, NULL, root->digest,
				  root->layers, &number, fs, why);
	for (size_t i = 0; i < root->container.count && !err; i++)
		err = layer_fill(&root->blobs, root->container.layers[i].name,
				 root->container.layers[i].digest,
				 root->layers, &number, fs, why);
	return err;
}

void root_close(struct root *root)
{
	container_free(&root->container);
	layers_free(root->layers);
	file_close_read(root->blobs.fd);
	*root = (struct root){ .blobs.fd = -1 };
}
