/* SPDX-License-Identifier: MIT */
#include "host/pack/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/tree.h"
#include "host/base/file.h"
#include "host/base/reason.h"
#include "host/image/folder.h"
#include "host/image/fs.h"
#include "host/image/node.h"
#include "host/pack/links.h"
#include "host/pack/xattrs.h"

static const char lost_found[] = TREE_LOST_FOUND;

/* A directory that the walk is in. */
struct open_folder {
	struct image_folder folder;
	struct open_folder *outer;
};

struct copy {
	ext2_filsys fs;
	ext2_ino_t into;
	time_t latest;
	struct image_links links;
	struct open_folder *innermost;
};

static errcode_t enter(struct copy *copy, ext2_ino_t ino)
{
	struct open_folder *inner = malloc(sizeof(*inner));
	errcode_t code = inner ? image_folder_open(copy->fs, ino,
						   &inner->folder) : ENOMEM;

	if (code) {
		free(inner);
		return code;
	}
	inner->outer = copy->innermost;
	copy->innermost = inner;
	return 0;
}

static errcode_t leave(struct copy *copy)
{
	struct open_folder *inner = copy->innermost;
	errcode_t code = image_folder_close(copy->fs, &inner->folder);

	copy->innermost = inner->outer;
	free(inner);
	return code;
}

/* What ext4 can hold (34 bits, from 1901 on), and not later than `latest`. */
static void clamp_time(struct stat *stat, time_t latest)
{
	if (stat->st_mtim.tv_sec >= latest)
		stat->st_mtim = (struct timespec){ latest, 0 };
	else if (stat->st_mtim.tv_sec < INT32_MIN)
		stat->st_mtim = (struct timespec){ INT32_MIN, 0 };
}

/* Whether the file is as it was. */
static errcode_t check_unchanged(int fd, const struct stat *before)
{
	struct stat now;

	if (fstat(fd, &now) < 0)
		return errno;
	return S_ISREG(now.st_mode) && now.st_size == before->st_size &&
	       now.st_mtim.tv_sec == before->st_mtim.tv_sec &&
	       now.st_mtim.tv_nsec == before->st_mtim.tv_nsec ?
	       0 : IMAGE_NODE_CHANGED;
}

/* A file as it was when `found`: it is an error when somebody writes to it
 * meanwhile, as what came of that was never there. */
static errcode_t copy_bytes(ext2_filsys fs, const struct image_node *node,
			    int fd, const struct stat *found,
			    ext2_ino_t *ret_ino)
{
	errcode_t code = check_unchanged(fd, found);

	if (!code)
		code = image_node_add_file(fs, node, fd, ret_ino);
	return code ? code : check_unchanged(fd, found);
}

static errcode_t copy_file(struct copy *copy, const struct entry *entry,
			   const struct image_node *node)
{
	const struct stat *stat = entry->stat;
	ext2_ino_t ino = image_links_find(&copy->links, stat);
	errcode_t code;
	int fd;

	if (ino)
		return image_node_add_link(copy->fs, node, ino);
	if (entry->at) {
		fd = entry_open(entry);
		if (fd < 0)
			return errno;
		code = copy_bytes(copy->fs, node, fd, stat, &ino);
		file_close_read(fd);
	} else {
		code = image_node_add_sized(copy->fs, node, &ino);
		*entry->ino = ino;
	}
	if (!code)
		code = xattrs_set(copy->fs, ino, entry->xattrs);
	if (!code && image_links_note(&copy->links, stat, ino) < 0)
		code = ENOMEM;
	return code;
}

static errcode_t copy_symlink(struct copy *copy, const struct entry *entry,
			      const struct image_node *node)
{
	char target[PATH_MAX];
	ext2_ino_t ino = image_links_find(&copy->links, entry->stat);
	errcode_t code;
	int err;

	if (ino)
		return image_node_add_link(copy->fs, node, ino);
	err = entry_target(entry, target, sizeof(target));
	if (err < 0)
		return -err;
	code = image_node_add_symlink(copy->fs, node, target, &ino);
	if (!code && image_links_note(&copy->links, entry->stat, ino) < 0)
		code = ENOMEM;
	return code;
}

static bool is_lost_found(const struct image_node *node)
{
	return node->parent == EXT2_ROOT_INO &&
	       strcmp(node->name, lost_found) == 0;
}

/* The root's lost+found is there already. */
static errcode_t copy_directory(struct copy *copy, const struct entry *entry,
				const struct image_node *node)
{
	ext2_ino_t ino;
	errcode_t code = EXT2_ET_FILE_NOT_FOUND;

	if (is_lost_found(node))
		code = ext2fs_lookup(copy->fs, node->parent, node->name,
				     (int)strlen(node->name), NULL, &ino);
	if (code == EXT2_ET_FILE_NOT_FOUND)
		code = image_node_add_directory(copy->fs, node, &ino);
	if (!code)
		code = xattrs_set(copy->fs, ino, entry->xattrs);
	return code ? code : enter(copy, ino);
}

static errcode_t copy_root(struct copy *copy, const struct entry *entry,
			   const struct stat *stat)
{
	errcode_t code = image_node_set_meta(copy->fs, copy->into, stat);

	if (!code)
		code = xattrs_set(copy->fs, copy->into, entry->xattrs);
	return code ? code : enter(copy, copy->into);
}

static int explain_copy(struct text *why, errcode_t code, const char *path)
{
	/* There is room for what was measured. */
	if (code == EXT2_ET_BLOCK_ALLOC_FAIL ||
	    code == EXT2_ET_INODE_ALLOC_FAIL)
		return explain(why, -ESTALE, "pack %s: it, or what lies beside "
			       "it, grew while it was packed; pack it when "
			       "nothing writes there", path);
	if (code == IMAGE_NODE_CHANGED)
		return explain(why, -ESTALE, "pack %s: it was written to while "
			       "it was packed; pack it when nothing does",
			       path);
	if (code == EXT2_ET_EA_NO_SPACE)
		return explain(why, -EINVAL, "pack %s: it has more extended "
			       "attributes than a block holds, remove some",
			       path);
	if (code == EINTR)
		return explain(why, -EINTR, "pack %s: stopped by a signal",
			       path);
	return image_fs_explain(why, code, "pack", path);
}

static errcode_t copy_kind(struct copy *copy, const struct entry *entry,
			   const struct image_node *node)
{
	switch (entry->kind) {
	case ENTRY_FOLDER:
		return entry->depth == 0 ? copy_root(copy, entry, node->stat) :
					   copy_directory(copy, entry, node);
	case ENTRY_FOLDER_END:
		return leave(copy);
	case ENTRY_FILE:
		return copy_file(copy, entry, node);
	case ENTRY_SYMLINK:
		return copy_symlink(copy, entry, node);
	case ENTRY_OTHER: /* it was told when it was measured */
		break;
	}
	return 0;
}

static int copy_entry(const struct entry *entry, void *context,
		      struct text *why)
{
	struct copy *copy = context;
	struct stat stat = *entry->stat;
	struct open_folder *outer = copy->innermost;
	struct image_node node = {
		outer ? outer->folder.ino : 0, entry->name, &stat,
		outer ? &outer->folder : NULL
	};
	errcode_t code;

	clamp_time(&stat, copy->latest);
	if (is_lost_found(&node) && entry->kind != ENTRY_FOLDER &&
	    entry->kind != ENTRY_FOLDER_END)
		return explain(why, -EEXIST, "pack %s: an ext4 root has a "
			       "directory of that name, rename it",
			       entry->path);
	code = copy_kind(copy, entry, &node);
	return code ? explain_copy(why, code, entry->path) : 0;
}

int image_tree_copy(const struct source *source, ext2_filsys fs,
		    ext2_ino_t into, time_t latest, struct text *why)
{
	struct copy copy = { fs, into, latest, { NULL }, NULL };
	int err = source_walk(source, copy_entry, &copy, why);

	while (copy.innermost) /* after an error; the image is given up */
		(void)leave(&copy);
	image_links_free(&copy.links);
	return err;
}

int image_tree_copy_script(const char *path, ext2_filsys fs, ext2_ino_t into,
			   time_t latest, struct text *why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const char *slash = strrchr(path, '/');
	struct stat stat = { .st_mode = 0755 };
	struct image_node bin = { into, TREE_SCRIPT_BIN, &stat, NULL };
	struct image_node script = { 0, slash ? slash + 1 : path, &stat, NULL };
	struct stat found;
	errcode_t code = 0;
	ext2_ino_t ino;

	if (fd < 0)
		return explain(why, -errno, "read %s: %s", path,
			       strerror(errno));
	stat.st_mtim.tv_sec = fs->now;
	code = image_node_add_directory(fs, &bin, &script.parent);
	if (!code && fstat(fd, &found) < 0)
		code = errno;
	if (!code) {
		stat = found;
		stat.st_uid = stat.st_gid = 0;
		clamp_time(&stat, latest);
		code = copy_bytes(fs, &script, fd, &found, &ino);
	}
	file_close_read(fd);
	return code ? explain_copy(why, code, path) : 0;
}
