/* SPDX-License-Identifier: MIT */
#include "host/pack/make.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/role.h"
#include "contract/status.h"
#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/fs.h"
#include "host/image/node.h"
#include "host/image/partial.h"
#include "host/pack/identity.h"
#include "host/pack/root.h"
#include "host/pack/scripts.h"
#include "host/pack/tree.h"

enum {
	INODES_RESERVED = 11, /* up to lost+found */
	OUT_BLOCKS_OF_INODE = 4,
	OUT_INODES_MAX = 1 << 24,
	ROOT_CONF_BLOCKS = 64, /* more than a container image's says */
};

/* Counted in blocks beside what was measured: root, lost+found, folders of
 * the roles, and what libext2fs keeps free of each group's end. */
static const uint64_t SLACK_BLOCKS = 16;

/* 34 bits, the middle of them at 1970: the year 2446. */
static const time_t EXT4_TIME_MAX = ((time_t)1 << 34) - ((time_t)1 << 31) - 1;

/* SOURCE_DATE_EPOCH as reproducible-builds.org has it; else 1, as libext2fs
 * takes 0 for "ask the clock".  check() has refused what is no number. */
static time_t epoch_of(const char *said)
{
	uint64_t seconds;

	if (!said || span_u64(span_of(said), INT32_MAX, &seconds) < 0 ||
	    seconds == 0)
		return 1;
	return (time_t)seconds;
}

/* Without SOURCE_DATE_EPOCH files keep any time that ext4 can hold. */
static time_t latest_of(const char *said)
{
	return said ? epoch_of(said) : EXT4_TIME_MAX;
}

static int roles_of(const struct image_contents *contents)
{
	return (contents->root ? ROLE_ROOT : 0) |
	       (contents->app ? ROLE_APP : 0) |
	       (contents->data ? ROLE_DATA : 0) |
	       (contents->out_bytes ? ROLE_OUT : 0);
}

static int measure_trees(const struct image_contents *contents,
			 const struct stat *image, struct image_need *need,
			 struct text *why)
{
	struct source root, app = { .path = contents->app },
		      data = { .path = contents->data };
	int err = 0;

	if (contents->root) {
		root = root_source(contents->root);
		err = image_tree_measure(&root, image, need, why);
		need->blocks += ROOT_CONF_BLOCKS;
	}
	if (!err && contents->app)
		err = image_tree_measure(&app, image, need, why);
	if (!err && contents->data)
		err = image_tree_measure(&data, image, need, why);
	return err;
}

/* The size that was asked for, if it is enough. */
static int take_size(const struct image_contents *contents,
		     struct image_shape *shape, struct text *why)
{
	uint64_t blocks = contents->bytes / IMAGE_BLOCK;

	if (contents->bytes == 0)
		return 0;
	if (blocks < shape->blocks)
		return explain(why, -EINVAL, "make image: what goes into it "
			       "takes %llu bytes, which is more than --size",
			       (unsigned long long)shape->blocks *
			       IMAGE_BLOCK);
	shape->blocks = blocks;
	return 0;
}

static int measure(const struct image_contents *contents,
		   const struct stat *image, struct image_shape *ret_shape,
		   struct text *why)
{
	struct image_need need = { SLACK_BLOCKS, INODES_RESERVED + 8 };
	uint64_t out_blocks = contents->out_bytes / IMAGE_BLOCK;
	uint64_t out_inodes = out_blocks / OUT_BLOCKS_OF_INODE;
	int err = measure_trees(contents, image, &need, why);

	if (err < 0)
		return err;
	need.inodes += out_inodes < OUT_INODES_MAX ? out_inodes :
						     OUT_INODES_MAX;
	if (need.inodes > UINT32_MAX / 2)
		return explain(why, -EOVERFLOW, "pack: more than 2^31 files");
	*ret_shape = (struct image_shape){
		.job = contents->job,
		.roles = roles_of(contents),
		.inodes = (uint32_t)need.inodes,
		.epoch = epoch_of(getenv("SOURCE_DATE_EPOCH")),
	};
	/* An out image of one role has the size that was asked for; one
	 * block of it is the status block's. */
	if (ret_shape->roles == ROLE_OUT)
		ret_shape->blocks = out_blocks - 1;
	else
		ret_shape->blocks = image_fs_blocks(need.blocks + out_blocks,
						    ret_shape->inodes);
	return take_size(contents, ret_shape, why);
}

/* The directory of a role: the root, or a new folder of its name. */
static int role_directory(ext2_filsys fs, int roles, enum role role,
			  ext2_ino_t *ret_ino, struct text *why)
{
	struct image_node node = {
		EXT2_ROOT_INO, role_word(role),
		&(struct stat){ .st_mode = 0755, .st_mtime = fs->now }, NULL
	};
	errcode_t code;

	*ret_ino = EXT2_ROOT_INO;
	if (roles == (int)role)
		return 0;
	code = image_node_add_directory(fs, &node, ret_ino);
	return code ? image_fs_explain(why, code, "make folder",
				       node.name) : 0;
}

/* What a root says of itself, in its own folder. */
static int add_root_conf(ext2_filsys fs, struct root *root, ext2_ino_t ino,
			 struct text *why)
{
	struct image_node node = {
		ino, TREE_ROOT_CONF,
		&(struct stat){ .st_mode = 0444, .st_mtime = fs->now }, NULL
	};
	char *json = root_conf(root);
	errcode_t code = json ? image_node_add_bytes(fs, &node,
						     span_of(json)) : ENOMEM;

	free(json);
	return code ? image_fs_explain(why, code, "make", TREE_ROOT_CONF) : 0;
}

static int fill_root(ext2_filsys fs, const struct image_contents *contents,
		     time_t latest, struct text *why)
{
	struct source source = root_source(contents->root);
	ext2_ino_t ino;
	int err = role_directory(fs, roles_of(contents), ROLE_ROOT, &ino, why);

	if (!err)
		err = image_tree_copy(&source, fs, ino, latest, why);
	if (!err)
		err = add_root_conf(fs, contents->root, ino, why);
	return err ? err : root_fill(contents->root, fs, why);
}

static int fill(ext2_filsys fs, const struct image_contents *contents,
		struct text *why)
{
	time_t latest = latest_of(getenv("SOURCE_DATE_EPOCH"));
	struct source app = { .path = contents->app },
		      data = { .path = contents->data };
	int roles = roles_of(contents), err = 0;
	ext2_ino_t ino;
	struct stat meta;

	if (contents->root)
		err = fill_root(fs, contents, latest, why);
	if (!err && contents->app) {
		err = role_directory(fs, roles, ROLE_APP, &ino, why);
		if (err < 0)
			return err;
		err = stat(contents->app, &meta) == 0 &&
		      S_ISREG(meta.st_mode) ?
			image_tree_copy_script(contents->app, fs, ino, latest,
					       why) :
			image_tree_copy(&app, fs, ino, latest, why);
	}
	if (!err && contents->data) {
		err = role_directory(fs, roles, ROLE_DATA, &ino, why);
		if (!err)
			err = image_tree_copy(&data, fs, ino, latest, why);
	}
	if (!err && contents->out_bytes)
		err = role_directory(fs, roles, ROLE_OUT, &ino, why);
	return err;
}

/* Sets the file's size and writes the status block after `bytes` of file
 * system. */
static int finish(int fd, uint64_t bytes, const struct image_contents *contents)
{
	char block[STATUS_BLOCK_SIZE];
	struct status status = { .state = STATE_NOT_RUN };
	struct text job;
	bool out = contents->out_bytes > 0;

	if (ftruncate(fd, (off_t)(bytes + (out ? sizeof(block) : 0))) < 0)
		return -errno;
	if (!out)
		return 0;
	text_init(&job, status.job, sizeof(status.job));
	text_put(&job, contents->job ? contents->job : "");
	status_encode(&status, block);
	return file_write_at(fd, block, sizeof(block), (off_t)bytes);
}

/* The file system and all that is in it; its bytes. */
static int make_fs(const struct image_partial *partial,
		   const struct image_contents *contents,
		   const struct image_shape *shape, uint64_t *ret_bytes,
		   struct text *why)
{
	ext2_filsys fs = NULL;
	errcode_t code = image_fs_make(partial->fd, shape, &fs);
	int err;

	if (code)
		return image_fs_explain(why, code, "format", partial->path);
	*ret_bytes = ext2fs_blocks_count(fs->super) * IMAGE_BLOCK;
	err = fill(fs, contents, why);
	if (err < 0) {
		ext2fs_free(fs); /* the image is given up */
		return err;
	}
	code = ext2fs_close_free(&fs);
	return code ? image_fs_explain(why, code, "write", partial->path) : 0;
}

static int make_in(const struct image_partial *partial,
		   const struct image_contents *contents, struct text *why)
{
	struct image_shape shape;
	const char *path = partial->path;
	struct stat image;
	uint64_t bytes = 0;
	int err;

	if (fstat(partial->fd, &image) < 0)
		return explain(why, -errno, "make %s: %s", path,
			       strerror(errno));
	err = measure(contents, &image, &shape, why);
	if (err < 0)
		return err;
	if (ftruncate(partial->fd, (off_t)(shape.blocks * IMAGE_BLOCK)) < 0)
		return explain(why, -errno, "make %s: %s", path,
			       strerror(errno));
	err = make_fs(partial, contents, &shape, &bytes, why);
	if (!err && (contents->root || contents->app || contents->data))
		err = image_identify(partial->fd, path, shape.epoch, why);
	if (err < 0)
		return err;
	err = finish(partial->fd, bytes, contents);
	return err < 0 ? explain(why, err, "write %s: %s", path,
				 strerror(-err)) : 0;
}

static int check_epoch(const char *said, struct text *why)
{
	uint64_t seconds;

	if (!said || span_u64(span_of(said), INT32_MAX, &seconds) == 0)
		return 0;
	return explain(why, -EINVAL, "read SOURCE_DATE_EPOCH: not a number of "
		       "seconds since 1970, 2147483647 at most");
}

/* An image of an empty folder would come of anything else. */
static int check_data(const char *path, struct text *why)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return explain(why, -errno, "read %s: %s", path,
			       strerror(errno));
	if (!S_ISDIR(status.st_mode))
		return explain(why, -ENOTDIR, "pack %s: it is not a "
			       "directory", path);
	return 0;
}

static int check(const struct image_contents *contents, struct text *why)
{
	int err = check_epoch(getenv("SOURCE_DATE_EPOCH"), why);

	if (!err && contents->data)
		err = check_data(contents->data, why);
	if (err < 0)
		return err;
	if (!roles_of(contents))
		return explain(why, -EINVAL, "make image: nothing to put "
			       "into it");
	if (!role_fits(roles_of(contents)))
		return explain(why, -EINVAL, "make image: root, app, data and "
			       "out are not to be had together so, as a label "
			       "has 16 bytes; put data into an image of its "
			       "own");
	if (contents->out_bytes && contents->out_bytes < IMAGE_OUT_MIN)
		return explain(why, -EINVAL, "make image: an out image needs "
			       "16M at least");
	return contents->app ? image_scripts_check(contents->app,
						   contents->own_root, why) : 0;
}

int image_make(const char *path, const struct image_contents *contents,
	       struct text *why)
{
	struct image_partial partial;
	int err = check(contents, why);

	if (!err)
		err = image_partial_open(path, &partial, why);
	if (err < 0)
		return err;
	err = make_in(&partial, contents, why);
	/* The guest's writes are durable: a power cut of the host must not
	 * leave them without what they were written into. */
	if (!err)
		return image_partial_whole(&partial, why);
	image_partial_give_up(&partial);
	return err;
}
