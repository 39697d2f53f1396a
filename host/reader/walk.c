/* SPDX-License-Identifier: MIT */
#include "host/reader/walk.h"

#include <errno.h>

#include "contract/record.h"
#include "contract/tree.h"
#include "host/base/reason.h"
#include "host/reader/reader.h"

/* What a folder may hold. */
struct rule {
	bool (*takes)(struct span name);
	const char *bad_name; /* of a name that it does not take */
	const char *bad_kind;
	bool leaves_out;      /* those; else they are damage */
	bool files;
	const struct rule *folders; /* what they may hold; NULL: there are none */
};

/* A folder that is being read, and those that it lies in. */
struct level {
	const struct level *up;
	ext2_ino_t ino;
	int depth;
};

struct walk {
	struct reader reader;
	parcel_take *take;
	void *context;
	int ended; /* what `take` gave, once that is not 0 */
	size_t entries_left;
	struct text reason;
	char reason_bytes[PARCEL_REASON_MAX + 1];
};

static const struct span no_name;

static bool is_part(struct span name)
{
	return span_is(name, TREE_RECORD) || span_is(name, TREE_STDOUT) ||
	       span_is(name, TREE_STDERR);
}

/* What scripts left in /out. */
static const struct rule files_rule = {
	parcel_name_plain, "no name for a file",
	"neither a file nor a folder", true, true, &files_rule,
};

/* PID 1 alone writes to these two. */
static const struct rule result_rule = {
	is_part, "it is no part of a result", "it is no file",
	false, true, NULL,
};

static const struct rule results_rule = {
	result_name_ok, "it has no name of a result", "it is no folder",
	false, false, &result_rule,
};

/* Of the image's own folder, in the order in which they are given. */
static const struct {
	const char *name;
	struct rule rule;
} parts[] = {
	{ TREE_RESULTS, { .takes = parcel_name_plain,
			  .bad_kind = "it is no folder",
			  .folders = &results_rule } },
	{ TREE_FILES, { .takes = parcel_name_plain,
			.bad_kind = "it is no folder",
			.folders = &files_rule } },
};

enum { PART_COUNT = sizeof(parts) / sizeof(parts[0]) };

static int give(struct walk *walk, const struct parcel *parcel)
{
	walk->ended = walk->take(walk->context, parcel);
	return walk->ended;
}

/* `err`, with its reason in walk->reason. */
static int give_trouble(struct walk *walk, enum parcel_kind kind,
			struct span name, int err)
{
	const struct parcel parcel = {
		.kind = kind, .name = name, .err = err,
		.reason = { walk->reason.bytes, walk->reason.length },
	};

	return give(walk, &parcel);
}

static int give_failed(struct walk *walk, struct span name, int err,
		       const char *reason)
{
	(void)explain(&walk->reason, err, "%s", reason);
	return give_trouble(walk, PARCEL_FAILED, name, err);
}

static int refuse(struct walk *walk, const struct rule *rule,
		  struct span name, const char *reason)
{
	const struct parcel parcel = {
		.kind = PARCEL_LEFT_OUT, .name = name,
		.reason = span_of(reason),
	};

	return rule->leaves_out ? give(walk, &parcel) :
				  give_failed(walk, name, -EUCLEAN, reason);
}

static int take_piece(void *context, struct span bytes, uint64_t at)
{
	const struct parcel parcel = {
		.kind = PARCEL_PIECE, .bytes = bytes, .at = at,
	};

	return give(context, &parcel);
}

static int give_file(struct walk *walk, struct span name,
		     const struct reader_node *node)
{
	const struct parcel file = {
		.kind = PARCEL_FILE, .name = name, .mode = node->mode,
		.mtime = node->mtime, .size = node->size,
	};
	int err;

	if (node->size > PARCEL_FILE_MAX)
		return give_failed(walk, name, -EFBIG,
				   "it claims more than 1 TiB");
	if (give(walk, &file) < 0)
		return walk->ended;
	err = reader_read(&walk->reader, node, take_piece, walk,
			  &walk->reason);
	if (walk->ended < 0)
		return walk->ended;
	if (err < 0)
		return give_trouble(walk, PARCEL_FAILED, no_name, err);
	return give(walk, &(struct parcel){ .kind = PARCEL_DONE });
}

static int list(struct walk *walk, const struct reader_node *folder,
		struct reader_list *ret)
{
	int err = reader_list(&walk->reader, folder, walk->entries_left, ret,
			      &walk->reason);

	if (!err)
		walk->entries_left -= ret->count;
	return err;
}

static int give_entry(struct walk *walk, const struct rule *rule,
		      const struct level *level,
		      const struct reader_entry *entry);

/* What is in a folder. */
static int give_entries(struct walk *walk, const struct rule *rule,
			const struct level *level,
			const struct reader_node *folder)
{
	struct reader_list entries;
	int err = list(walk, folder, &entries);

	if (err < 0)
		return give_trouble(walk, PARCEL_FAILED, no_name, err);
	for (size_t i = 0; i < entries.count && !err; i++)
		err = give_entry(walk, rule, level, &entries.entries[i]);
	reader_list_free(&entries);
	return err;
}

static bool is_above(const struct level *level, ext2_ino_t ino)
{
	for (; level; level = level->up)
		if (level->ino == ino)
			return true;
	return false;
}

static int give_folder(struct walk *walk, const struct rule *rule,
		       const struct level *level, struct span name,
		       const struct reader_node *node)
{
	const struct level below = { level, node->ino, level->depth + 1 };
	const struct parcel folder = {
		.kind = PARCEL_ENTER, .name = name, .mode = node->mode,
		.mtime = node->mtime,
	};
	int err;

	/* Only what scripts left may be of any depth. */
	if (rule->folders == rule && level->depth > 0 &&
	    is_above(level, node->ino))
		return give_failed(walk, name, -EUCLEAN,
				   "a folder that contains itself");
	if (below.depth > PARCEL_DEPTH_MAX)
		return give_failed(walk, name, -EFBIG,
				   "more than 64 folders deep");
	err = give(walk, &folder);
	if (!err)
		err = give_entries(walk, rule, &below, node);
	return err < 0 ? err :
			 give(walk, &(struct parcel){ .kind = PARCEL_LEAVE });
}

static int give_entry(struct walk *walk, const struct rule *rule,
		      const struct level *level,
		      const struct reader_entry *entry)
{
	const struct span name = { entry->name, entry->length };
	struct reader_node node;
	int err;

	if (!rule->takes(name))
		return refuse(walk, rule, name, rule->bad_name);
	err = reader_node(&walk->reader, entry->ino, &node, &walk->reason);
	if (err < 0)
		return give_trouble(walk, PARCEL_FAILED, name, err);
	if (node.kind == READER_FILE && rule->files)
		return give_file(walk, name, &node);
	if (node.kind == READER_DIRECTORY && rule->folders)
		return give_folder(walk, rule->folders, level, name, &node);
	return refuse(walk, rule, name, rule->bad_kind);
}

/* The folder of the out role, by the label of the image. */
static int find_out(struct walk *walk, int roles, struct reader_node *ret)
{
	struct reader_list entries;
	const struct reader_entry *entry;
	int err = reader_node(&walk->reader, EXT2_ROOT_INO, ret,
			      &walk->reason);

	if (err < 0 || roles == 0 || roles == ROLE_OUT)
		return err;
	err = list(walk, ret, &entries);
	if (err < 0)
		return err;
	entry = reader_find(&entries, role_word(ROLE_OUT));
	err = entry ? reader_node(&walk->reader, entry->ino, ret,
				  &walk->reason) :
		      explain(&walk->reason, -EUCLEAN, "it is missing");
	reader_list_free(&entries);
	return err;
}

static void give_out(struct walk *walk, int roles)
{
	/* Nothing may lead up to the root of the file system. */
	const struct level root = { NULL, EXT2_ROOT_INO, 0 };
	struct reader_list entries = { 0 };
	struct reader_node out;
	int err = find_out(walk, roles, &out);

	if (!err && out.kind != READER_DIRECTORY)
		err = explain(&walk->reason, -EUCLEAN, "it is no folder");
	if (!err)
		err = list(walk, &out, &entries);
	if (err < 0)
		(void)give_trouble(walk, PARCEL_FAILED, no_name, err);
	for (int i = 0; i < PART_COUNT && !walk->ended; i++) {
		const struct reader_entry *entry = reader_find(&entries,
							       parts[i].name);

		if (entry)
			(void)give_entry(walk, &parts[i].rule, &root, entry);
	}
	reader_list_free(&entries);
}

int reader_walk(int fd, const struct image *image, parcel_take *take,
		void *context)
{
	struct walk walk = {
		.take = take, .context = context,
		.entries_left = PARCEL_ENTRIES_MAX,
	};
	int err;

	text_init(&walk.reason, walk.reason_bytes, sizeof(walk.reason_bytes));
	err = reader_open(fd, image, &walk.reader, &walk.reason);
	if (err < 0)
		return give_trouble(&walk, PARCEL_REFUSED, no_name, err);
	err = reader_verify(&walk.reader, &walk.reason);
	if (err < 0)
		(void)give_trouble(&walk, PARCEL_DAMAGED, no_name, err);
	if (!walk.ended)
		give_out(&walk, image->roles);
	reader_close(&walk.reader);
	return walk.ended;
}
