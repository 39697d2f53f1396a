/* SPDX-License-Identifier: MIT */
#include "image_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_fs.h"
#include "image_links.h"
#include "image_node.h"
#include "image_walk.h"
#include "say.h"

static const char lost_found[] = "lost+found";

struct copy {
	ext2_filsys fs;
	ext2_ino_t into;
	time_t latest;
	struct image_links links;
};

static errcode_t copy_file(struct copy *copy, const FTSENT *entry,
			   const struct image_node *node)
{
	ext2_ino_t ino = image_links_find(&copy->links, node->stat);
	errcode_t code;
	int fd;

	if (ino)
		return image_node_add_link(copy->fs, node, ino);
	fd = open(entry->fts_accpath,
		  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno;
	code = image_node_add_file(copy->fs, node, fd, &ino);
	(void)close(fd); /* opened for reading */
	if (!code && image_links_note(&copy->links, node->stat, ino) < 0)
		code = ENOMEM;
	return code;
}

static errcode_t copy_symlink(struct copy *copy, const FTSENT *entry,
			      const struct image_node *node)
{
	char target[PATH_MAX];
	ssize_t length = readlink(entry->fts_accpath, target,
				  sizeof(target) - 1);
	ext2_ino_t ino;

	if (length < 0)
		return errno;
	target[length] = '\0';
	return image_node_add_symlink(copy->fs, node, target, &ino);
}

/* A directory; its inode is left in fts_number for what is in it.  The root's
 * lost+found is there already. */
static errcode_t copy_directory(struct copy *copy, FTSENT *entry,
				const struct image_node *node)
{
	ext2_ino_t ino;
	errcode_t code = EXT2_ET_FILE_NOT_FOUND;

	if (node->parent == EXT2_ROOT_INO &&
	    strcmp(node->name, lost_found) == 0)
		code = ext2fs_lookup(copy->fs, node->parent, node->name,
				     (int)strlen(node->name), NULL, &ino);
	if (code == EXT2_ET_FILE_NOT_FOUND)
		code = image_node_add_directory(copy->fs, node, &ino);
	if (!code)
		entry->fts_number = ino;
	return code;
}

static void clamp_time(struct stat *stat, time_t latest)
{
	if (stat->st_mtim.tv_sec >= latest)
		stat->st_mtim = (struct timespec){ latest, 0 };
}

static errcode_t copy_root(struct copy *copy, FTSENT *entry,
			   const struct stat *stat)
{
	entry->fts_number = copy->into;
	return image_node_set_meta(copy->fs, copy->into, stat);
}

static int copy_entry(FTSENT *entry, void *context, struct text *why)
{
	struct copy *copy = context;
	struct stat stat = *entry->fts_statp;
	struct image_node node = {
		(ext2_ino_t)entry->fts_parent->fts_number, entry->fts_name,
		&stat
	};
	errcode_t code;

	if (entry->fts_info == FTS_DP)
		return 0;
	clamp_time(&stat, copy->latest);
	if (entry->fts_level == FTS_ROOTLEVEL)
		code = copy_root(copy, entry, &stat);
	else if (entry->fts_info == FTS_D)
		code = copy_directory(copy, entry, &node);
	else if (node.parent == EXT2_ROOT_INO &&
		 strcmp(node.name, lost_found) == 0)
		return explain(why, -EEXIST, "pack %s: an ext4 root has a "
			       "directory of that name, rename it",
			       entry->fts_path);
	else if (entry->fts_info == FTS_F)
		code = copy_file(copy, entry, &node);
	else
		code = copy_symlink(copy, entry, &node);
	return code ? image_fs_explain(why, code, "pack", entry->fts_path) : 0;
}

int image_tree_copy(const char *path, ext2_filsys fs, ext2_ino_t into,
		    time_t latest, struct text *why)
{
	struct copy copy = { fs, into, latest, { NULL } };
	int err = image_walk(path, copy_entry, &copy, why);

	image_links_free(&copy.links);
	return err;
}

int image_tree_copy_script(const char *path, ext2_filsys fs, ext2_ino_t into,
			   time_t latest, struct text *why)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	const char *slash = strrchr(path, '/');
	struct stat stat = { .st_mode = 0755 };
	struct image_node bin = { into, "script-bin", &stat };
	struct image_node script = { 0, slash ? slash + 1 : path, &stat };
	errcode_t code = 0;
	ext2_ino_t ino;

	if (fd < 0)
		return explain(why, -errno, "read %s: %s", path,
			       strerror(errno));
	stat.st_mtim.tv_sec = fs->now;
	code = image_node_add_directory(fs, &bin, &script.parent);
	if (!code && fstat(fd, &stat) < 0)
		code = errno;
	if (!code) {
		clamp_time(&stat, latest);
		code = image_node_add_file(fs, &script, fd, &ino);
	}
	(void)close(fd); /* opened for reading */
	return code ? image_fs_explain(why, code, "pack", path) : 0;
}
