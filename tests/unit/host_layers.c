/* SPDX-License-Identifier: MIT */
/* What is left of layers.  A tree is written as its walk: names in order, a
 * folder with what is in it in brackets. */
#include <errno.h>

#include "host/base/reason.h"
#include "host/pack/layers.h"
#include "tests/unit/test.h"

enum { TREE_SIZE = 1 << 16 };

static struct layers *layers;
static struct reason reason;
static char last_path[2 * PATH_MAX];

static int put(const char *path, mode_t mode, const char *link,
	       const char *target)
{
	const struct layers_item item = {
		.path = path, .link = link, .target = target,
		.stat = { .st_mode = mode, .st_nlink = 1 },
	};

	return layers_add(layers, &item, reason_init(&reason));
}

static int file(const char *path)
{
	return put(path, S_IFREG | 0644, NULL, NULL);
}

static int folder(const char *path)
{
	return put(path, S_IFDIR | 0755, NULL, NULL);
}

static int symlink_to(const char *path, const char *target)
{
	return put(path, S_IFLNK | 0777, NULL, target);
}

static int hard_link(const char *path, const char *link)
{
	return put(path, S_IFREG | 0644, link, NULL);
}

/* The inode of a file is 100 and its place in the walk. */
struct told {
	struct text text;
	ext2_ino_t next;
};

static int tell(const struct entry *entry, void *context, struct text *why)
{
	struct told *told = context;
	struct text *text = &told->text;

	(void)why;
	(void)snprintf(last_path, sizeof(last_path), "%s", entry->path);
	if (entry->kind == ENTRY_FOLDER_END) {
		text_put(text, "]");
		return 0;
	}
	if (text->length > 0 && text->bytes[text->length - 1] != '[')
		text_put(text, " ");
	text_put(text, entry->name);
	if (entry->kind == ENTRY_FOLDER)
		text_put(text, "[");
	if (entry->kind == ENTRY_SYMLINK) {
		text_put(text, ">");
		text_put(text, entry->target);
	}
	if (entry->kind == ENTRY_FILE && entry->stat->st_nlink > 1) {
		text_put(text, "*");
		text_put_u64(text, entry->stat->st_nlink);
	}
	if (entry->kind == ENTRY_FILE && *entry->ino == 0)
		*entry->ino = told->next++;
	return 0;
}

static const char *tree(void)
{
	static char bytes[TREE_SIZE];
	struct told told = { .next = 100 };

	text_init(&told.text, bytes, sizeof(bytes));
	CHECK(layers_walk(layers, "source", tell, &told,
			  reason_init(&reason)) == 0);
	return bytes;
}

static void begin(bool whiteouts)
{
	layers_free(layers);
	layers = layers_new();
	layers_next(layers, whiteouts);
}

static void next(void)
{
	layers_next(layers, true);
}

static void order_is_that_of_bytes(void)
{
	begin(false);
	(void)(file("b"), file("\xc3\xa9"), file("B"), file("a-b"));
	(void)(file("a/z"), file("a.b"), file("caf\xe9"));
	CHECK_STR(tree(), "[B a[z] a-b a.b b caf\xe9 \xc3\xa9]");
}

static void a_later_entry_takes_the_place(void)
{
	begin(false);
	CHECK(file("a") == 0 && file("d/x") == 0 && file("d/y/z") == 0);
	CHECK(folder("a") == 0 && file("a/in") == 0 && file("d") == 0);
	CHECK_STR(tree(), "[a[in] d]");
	CHECK(file("a") == 0 && folder("d") == 0);
	CHECK_STR(tree(), "[a d[]]");
	/* What was in it does not come back. */
	CHECK(folder("a") == 0 && folder("a/in") == 0);
	CHECK_STR(tree(), "[a[in[]] d[]]");
}

static void a_folder_again_keeps_what_is_in_it(void)
{
	begin(false);
	CHECK(file("d/x") == 0 && folder("d") == 0 && folder("./") == 0 &&
	      folder("d/.") == 0 && folder("/") == 0);
	CHECK_STR(tree(), "[d[x]]");
	CHECK(file(".") == -EINVAL && symlink_to("./", "x") == -EINVAL);
	CHECK_STR(reason.bytes, "./: the root must be a folder");
}

static void names_that_lead_out_are_refused(void)
{
	static const char *const out[] = {
		"..", "../a", "a/../b", "/..", "a/..", "./../x",
	};

	begin(false);
	CHECK(file("a/x") == 0);
	for (size_t i = 0; i < sizeof(out) / sizeof(*out); i++)
		CHECK(file(out[i]) == -EINVAL);
	CHECK_STR(reason.bytes, "./../x: it leads out of the tree");
	CHECK(hard_link("h", "../a/x") == -EINVAL);
	/* A slash in front is the tree's own root. */
	CHECK(file("/abs//./y") == 0 && file("...") == 0 && file("..a") == 0);
	CHECK_STR(tree(), "[... ..a a[x] abs[y]]");
}

static void links_are_followed_within_the_tree(void)
{
	begin(false);
	CHECK(folder("usr/lib") == 0 && symlink_to("lib", "usr/lib") == 0);
	CHECK(file("lib/libc") == 0);
	CHECK(symlink_to("usr/up", "../../../../..") == 0);
	CHECK(file("usr/up/top") == 0);
	CHECK(symlink_to("root", "/") == 0 && file("root/too") == 0);
	CHECK(symlink_to("new", "not/yet") == 0 && file("new/there") == 0);
	CHECK(symlink_to("usr/lib/abs", "/abs") == 0 &&
	      file("lib/abs/x") == 0);
	CHECK_STR(tree(), "[abs[x] lib>usr/lib new>not/yet not[yet[there]] root>/ "
		  "too top usr[lib[abs>/abs libc] up>../../../../..]]");
	/* The last name is not followed, but replaced. */
	CHECK(file("lib") == 0 && folder("new") == 0);
	CHECK_STR(tree(), "[abs[x] lib new[] not[yet[there]] root>/ too top "
		  "usr[lib[abs>/abs libc] up>../../../../..]]");
}

static void links_that_lead_nowhere_end(void)
{
	char long_target[PATH_MAX];

	begin(false);
	memset(long_target, 'a', sizeof(long_target) - 1);
	long_target[sizeof(long_target) - 1] = '\0';
	CHECK(symlink_to("a", "b") == 0 && symlink_to("b", "a") == 0);
	CHECK(file("a/x") == -EINVAL);
	CHECK_STR(reason.bytes, "a/x: its symbolic links lead in a circle");
	CHECK(symlink_to("self", "./self/self") == 0);
	CHECK(file("self/x") == -EINVAL);
	CHECK(symlink_to("long", long_target) == 0);
	CHECK(file("long/x") == -EINVAL);
	CHECK_STR(reason.bytes, "long/x: a name, or a path, is too long");
	CHECK(file("f") == 0 && symlink_to("to-f", "f") == 0);
	CHECK(file("f/x") == -EINVAL && file("to-f/x") == -EINVAL);
	CHECK_STR(reason.bytes, "to-f/x: it lies in what is no folder");
}

static void forty_links_are_followed(void)
{
	char name[16], target[16];

	begin(false);
	CHECK(folder("0") == 0);
	for (int i = 1; i <= 41; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		(void)snprintf(target, sizeof(target), "%d", i - 1);
		CHECK(symlink_to(name, target) == 0);
	}
	CHECK(file("40/x") == 0 && file("41/y") == -EINVAL);
}

static void hard_links_count(void)
{
	begin(true);
	CHECK(file("d/a") == 0 && hard_link("b", "d/a") == 0 &&
	      hard_link("c", "./b") == 0);
	CHECK_STR(tree(), "[b*3 c*3 d[a*3]]");
	CHECK(hard_link("b", "b") == 0); /* itself */
	CHECK_STR(tree(), "[b*3 c*3 d[a*3]]");
	CHECK(hard_link("d", "d/a") == 0); /* in the place of its folder */
	CHECK_STR(tree(), "[b*3 c*3 d*3]");
	CHECK(file("c") == 0);
	CHECK_STR(tree(), "[b*2 c d*2]");
	next();
	CHECK(file(".wh.d") == 0);
	CHECK_STR(tree(), "[b c]");
	CHECK(symlink_to("s", "x") == 0 && hard_link("t", "s") == 0);
	CHECK_STR(tree(), "[b c s>x t>x]");
}

static void hard_links_to_no_file_are_refused(void)
{
	begin(false);
	CHECK(folder("d") == 0 && symlink_to("l", "d") == 0);
	CHECK(file("d/x") == 0);
	CHECK(hard_link("h", "d") == -EINVAL);
	CHECK_STR(reason.bytes, "h: it is a hard link to d, where no file is");
	CHECK(hard_link("h", "none") == -EINVAL && hard_link("h", "") ==
	      -EINVAL && hard_link("h", ".") == -EINVAL &&
	      hard_link("h", "h") == -EINVAL && hard_link("h", "no/x") ==
	      -EINVAL && hard_link(".", "d/x") == -EINVAL);
	CHECK(hard_link("h", "l/x") == 0); /* by way of a link */
	CHECK_STR(tree(), "[d[x*2] h*2 l>d]");
}

static void whiteouts_take_away_what_is_lower(void)
{
	begin(true);
	(void)(file("a"), file("b"), file("d/x"), file("d/e/y"), file("k/z"));
	next();
	CHECK(file(".wh.a") == 0 && file("d/.wh.x") == 0 &&
	      file("k/.wh.none") == 0 && file("no/.wh.x") == 0);
	CHECK_STR(tree(), "[b d[e[y]] k[z]]");
	CHECK(file(".wh.d") == 0);
	CHECK_STR(tree(), "[b k[z]]");
	/* Names that are no whiteout's. */
	CHECK(file(".wh.") == 0 && file(".wh...") == 0 && file(".wh..") == 0 &&
	      file(".wh..wh.plnk") == 0);
	CHECK_STR(tree(), "[b k[z]]");
}

static void whiteouts_leave_their_own_layer_in_either_order(void)
{
	begin(true);
	(void)(file("f"), file("d/low"), file("e/low"));
	next();
	CHECK(file(".wh.f") == 0 && file("f") == 0);
	CHECK(file(".wh.d") == 0 && file("d/up") == 0);
	CHECK(file("e/up") == 0 && file(".wh.e") == 0);
	CHECK_STR(tree(), "[d[up] e[up] f]");
	next();
	CHECK(file("f") == 0 && file(".wh.f") == 0);
	CHECK(folder("d") == 0 && file(".wh.d") == 0);
	CHECK_STR(tree(), "[d[] e[up] f]");
}

static void opaque_folders_hide_what_is_lower(void)
{
	begin(true);
	(void)(file("d/a"), file("d/s/b"), file("t"));
	next();
	CHECK(file("d/new") == 0 && file("d/s/new") == 0 &&
	      file("d/.wh..wh..opq") == 0);
	CHECK_STR(tree(), "[d[new s[new]] t]");
	CHECK(file("d/after") == 0 && file("d/.wh..wh..opq") == 0);
	CHECK_STR(tree(), "[d[after new s[new]] t]");
	next();
	CHECK(file(".wh..wh..opq") == 0);
	CHECK_STR(tree(), "[]");
}

static void a_whiteout_after_an_opaque_folder_counts(void)
{
	begin(true);
	(void)(file("d/a"), file("e/a"));
	next();
	CHECK(file("d/.wh..wh..opq") == 0 && file(".wh.d") == 0);
	CHECK(file("e/.wh..wh..opq") == 0 && file("e/b") == 0 &&
	      file(".wh.e") == 0);
	CHECK_STR(tree(), "[e[b]]");
}

static void whiteouts_are_names_in_an_archive(void)
{
	begin(false);
	(void)(file("a"), file(".wh.a"), file("d/.wh..wh..opq"));
	CHECK_STR(tree(), "[.wh.a a d[.wh..wh..opq]]");
}

static void a_renewed_hard_link_goes_with_no_layer(void)
{
	begin(true);
	CHECK(file("a") == 0);
	next();
	CHECK(hard_link("b", "a") == 0 && file(".wh.a") == 0);
	CHECK_STR(tree(), "[b]");
}

static void devices_are_left_out_and_counted(void)
{
	begin(false);
	CHECK(file("x") == 0);
	CHECK(put("x", S_IFCHR | 0600, NULL, NULL) == 0);
	CHECK(put("dev/f", S_IFIFO | 0600, NULL, NULL) == 0);
	CHECK(put("s", S_IFSOCK | 0600, NULL, NULL) == 0);
	CHECK(put("b", S_IFBLK | 0600, NULL, NULL) == 0);
	CHECK(layers_left_out(layers) == 4);
	CHECK_STR(tree(), "[dev[]]");
	CHECK(layers_has(layers, "dev") && !layers_has(layers, "x"));
}

static void the_inode_is_that_of_the_last_item(void)
{
	begin(true);
	CHECK(file("a") == 0);                   /* 0, replaced */
	CHECK(file("deep/b") == 0);              /* 1, with an implied folder */
	CHECK(file("a") == 0);                   /* 2 */
	CHECK(hard_link("c", "deep/b") == 0);    /* 3 */
	next();
	CHECK(file("deep/.wh.b") == 0);          /* 4 */
	CHECK(folder("d") == 0);                 /* 5 */
	CHECK(symlink_to("l", "a") == 0);        /* 6 */
	CHECK(file("gone") == 0 && folder("gone") == 0); /* 7, 8 */
	CHECK(file(".wh.none") == 0);            /* 9 */
	CHECK(file("z") == 0);                   /* 10 */
	CHECK_STR(tree(), "[a c d[] deep[] gone[] l>a z]");
	CHECK(layers_inode(layers, 0) == 0);
	CHECK(layers_inode(layers, 1) == 101); /* by the name c */
	CHECK(layers_inode(layers, 2) == 100);
	for (uint64_t i = 3; i < 10; i++)
		CHECK(layers_inode(layers, i) == 0);
	CHECK(layers_inode(layers, 10) == 102);
	CHECK(layers_inode(layers, 11) == 0);
}

static void depth_and_lengths_have_limits(void)
{
	char path[2 * LAYERS_DEPTH_MAX + 8], name[257];

	begin(false);
	for (int i = 0; i <= LAYERS_DEPTH_MAX; i++)
		memcpy(path + 2 * i, "a/", 3);
	path[2 * LAYERS_DEPTH_MAX - 1] = '\0';
	CHECK(folder(path) == 0);
	path[2 * LAYERS_DEPTH_MAX - 1] = '/';
	CHECK(folder(path) == -EINVAL);
	CHECK(strstr(reason.bytes, "more than 1000 folders"));
	CHECK(strlen(tree()) > LAYERS_DEPTH_MAX);
	memset(name, 'n', sizeof(name) - 1);
	name[256] = '\0';
	CHECK(file(name) == -EINVAL);
	name[255] = '\0';
	CHECK(file(name) == 0 && strstr(tree(), name));
	CHECK(strncmp(last_path, "source:", 7) == 0);
}

int main(void)
{
	order_is_that_of_bytes();
	a_later_entry_takes_the_place();
	a_folder_again_keeps_what_is_in_it();
	names_that_lead_out_are_refused();
	links_are_followed_within_the_tree();
	links_that_lead_nowhere_end();
	forty_links_are_followed();
	hard_links_count();
	hard_links_to_no_file_are_refused();
	whiteouts_take_away_what_is_lower();
	whiteouts_leave_their_own_layer_in_either_order();
	opaque_folders_hide_what_is_lower();
	a_whiteout_after_an_opaque_folder_counts();
	whiteouts_are_names_in_an_archive();
	a_renewed_hard_link_goes_with_no_layer();
	devices_are_left_out_and_counted();
	the_inode_is_that_of_the_last_item();
	depth_and_lengths_have_limits();
	layers_free(layers);
	return test_end();
}
