/* SPDX-License-Identifier: MIT */
/* verify_names: every entry of every directory; see verify.h. */
#include <errno.h>
#include <string.h>

#include "host/base/reason.h"
#include "host/image/fs.h"
#include "host/reader/entries.h"
#include "host/reader/verify.h"

enum { DOT_SIZE = 12 };

/* "." and "..", which stand first and nowhere else. */
static bool dots_are_right(struct verify_inode *directory,
			   const struct reader_dirent *entry)
{
	if (span_is(entry->name, ".") && entry->at == 0 &&
	    entry->ino == directory->ino)
		return true;
	if (!span_is(entry->name, "..") || entry->at != DOT_SIZE)
		return false;
	directory->dotdot = entry->ino;
	return true;
}

/* No Linux makes other names. */
static bool name_is_one(struct span name)
{
	return !memchr(name.bytes, '/', name.length) &&
	       !memchr(name.bytes, '\0', name.length);
}

static int check_entry(struct verify *verify, struct verify_inode *directory,
		       const struct reader_dirent *entry, struct text *why)
{
	struct verify_inode *inode = verify_find(verify, entry->ino);
	bool dots = entry->at <= DOT_SIZE || span_is(entry->name, ".") ||
		    span_is(entry->name, "..");

	if (dots && !dots_are_right(directory, entry))
		return explain(why, -EUCLEAN, "it does not begin as one");
	if (!inode || inode->nameless)
		return explain(why, -EUCLEAN, "an entry leads to inode %u, "
			       "which is not in use", entry->ino);
	if (entry->type != inode->type)
		return explain(why, -EUCLEAN, "inode %u is not of the kind "
			       "that its entry says", entry->ino);
	if (!name_is_one(entry->name))
		return explain(why, -EUCLEAN, "an entry has no name for a "
			       "file");
	inode->names++;
	if (dots || inode->type != EXT2_FT_DIR)
		return 0;
	if (inode->above != 0)
		return explain(why, -EUCLEAN, "it is the second that names "
			       "directory %u", inode->ino);
	inode->above = directory->ino;
	return 0;
}

static int check_entries(struct verify *verify,
			 struct verify_inode *directory,
			 const struct reader_node *node, struct text *why)
{
	struct reader_entries entries;
	struct reader_dirent entry;
	int err = reader_entries_open(&entries, verify->reader, node, why);

	if (err < 0)
		return err;
	while ((err = reader_entries_next(&entries, &entry, why)) > 0) {
		err = check_entry(verify, directory, &entry, why);
		if (err < 0)
			break;
	}
	reader_entries_close(&entries);
	if (!err && directory->dotdot == 0)
		err = explain(why, -EUCLEAN, "it has no \"..\"");
	return err;
}

static int check_directory(struct verify *verify,
			   struct verify_inode *directory)
{
	struct reason reason;
	struct text *why = reason_init(&reason);
	struct reader_node node;
	int err = reader_node(verify->reader, directory->ino, &node, why);

	if (!err)
		err = check_entries(verify, directory, &node, why);
	return err < 0 ? explain(verify->why, err, "directory %u: %s",
				 directory->ino, why->bytes) : 0;
}

/* A directory of more subdirectories than can be counted has one link, and
 * keeps that when it has fewer again (Linux fs/ext4/namei.c,
 * ext4_inc_count()). */
static bool links_are_right(const struct verify *verify,
			    const struct verify_inode *inode)
{
	if (inode->nameless || inode->names == inode->links)
		return true;
	return inode->type == EXT2_FT_DIR && inode->indexed &&
	       inode->links == 1 &&
	       ext2fs_has_feature_dir_nlink(verify->fs->super);
}

static int check_links(struct verify *verify)
{
	for (size_t i = 0; i < verify->inode_count; i++) {
		const struct verify_inode *inode = &verify->inodes[i];

		if (inode->type == EXT2_FT_DIR &&
		    inode->above != (inode->ino == EXT2_ROOT_INO ? 0 :
				     inode->dotdot))
			return verify_damage(verify, "directory %u is not "
					     "where its \"..\" leads",
					     inode->ino);
		if (inode->names == 0 && !inode->nameless)
			return verify_damage(verify, "inode %u is in use, "
					     "and no name leads to it",
					     inode->ino);
		if (!links_are_right(verify, inode))
			return verify_damage(verify, "inode %u has %u names, "
					     "and should have %u", inode->ino,
					     inode->names, inode->links);
	}
	return 0;
}

/* Goes up from a directory to one that is known to be reached, and marks the
 * way; a way that is longer than there are directories is a ring. */
static int reach(struct verify *verify, struct verify_inode *from)
{
	struct verify_inode *at = from;
	size_t steps = 0;

	while (at && !at->reached && steps++ < verify->inode_count)
		at = verify_find(verify, at->above);
	if (!at || !at->reached)
		return verify_damage(verify, "directory %u cannot be reached "
				     "from the root", from->ino);
	for (at = from; !at->reached; at = verify_find(verify, at->above))
		at->reached = true;
	return 0;
}

int verify_names(struct verify *verify)
{
	struct verify_inode *root = verify_find(verify, EXT2_ROOT_INO);
	int err = 0;

	if (!root || root->type != EXT2_FT_DIR)
		return verify_damage(verify, "it has no root");
	for (size_t i = 0; i < verify->inode_count && !err; i++)
		if (verify->inodes[i].type == EXT2_FT_DIR)
			err = check_directory(verify, &verify->inodes[i]);
	if (!err)
		err = check_links(verify);
	root->reached = true;
	for (size_t i = 0; i < verify->inode_count && !err; i++)
		if (verify->inodes[i].type == EXT2_FT_DIR)
			err = reach(verify, &verify->inodes[i]);
	return err;
}
