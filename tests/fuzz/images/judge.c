/* SPDX-License-Identifier: MIT */
/* judge: the tree of a results folder, and whether two are the same. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/digest.h"
#include "tests/fuzz/images/images.h"

enum { FILE_MAX = 1 << 24 };

struct entry {
	char *path;
	mode_t mode;
	uint64_t size;
	struct timespec mtime;
	unsigned char digest[DIGEST_SIZE];
};

struct tree {
	struct entry *entries; /* by path */
	size_t count, size, files;
};

/* nftw(3) hands nothing down. */
static struct tree *reading;
static size_t path_length;

static void digest_file(const char *path, unsigned char ret[DIGEST_SIZE])
{
	static char bytes[1 << 16];
	struct digest digest;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count;

	MUST(fd >= 0);
	digest_init(&digest);
	while ((count = read(fd, bytes, sizeof(bytes))) > 0)
		digest_update(&digest, bytes, (size_t)count);
	MUST(count == 0);
	(void)close(fd);
	digest_final(&digest, ret);
}

static int add(const char *path, const struct stat *stat, int type,
	       struct FTW *ftw)
{
	struct entry entry = { .mode = stat->st_mode, .mtime = stat->st_mtim };

	/* The folder itself is the user's; results/ and files/ are not. */
	if (ftw->level == 0)
		return 0;
	MUST(type == FTW_F || type == FTW_D);
	MUST((stat->st_mode & 07000) == 0);
	if (type == FTW_F) {
		entry.size = (uint64_t)stat->st_size;
		/* A lie about a size: one hole.  Its digest differs then. */
		if (stat->st_size <= FILE_MAX)
			digest_file(path, entry.digest);
		reading->files++;
	}
	entry.path = strdup(path + path_length + 1);
	MUST(entry.path);
	if (reading->count == reading->size) {
		reading->size = 2 * reading->size + 64;
		reading->entries = reallocarray(reading->entries,
						reading->size, sizeof(entry));
		MUST(reading->entries);
	}
	reading->entries[reading->count++] = entry;
	return 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path,
		      ((const struct entry *)b)->path);
}

struct tree *tree_read(const char *path)
{
	reading = calloc(1, sizeof(*reading));
	MUST(reading);
	path_length = strlen(path);
	MUST(nftw(path, add, 64, FTW_PHYS) == 0);
	if (reading->count > 0)
		qsort(reading->entries, reading->count,
		      sizeof(*reading->entries), by_path);
	return reading;
}

size_t tree_files(const struct tree *tree)
{
	return tree->files;
}

void tree_free(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		free(tree->entries[i].path);
	free(tree->entries);
	free(tree);
}

static int differences(const struct entry *is, const struct entry *should)
{
	int found = 0;

	if (is->mode != should->mode)
		found |= EXCUSE_MODE;
	if (is->mtime.tv_sec != should->mtime.tv_sec ||
	    is->mtime.tv_nsec != should->mtime.tv_nsec)
		found |= EXCUSE_TIME;
	if (is->size != should->size)
		found |= EXCUSE_SIZE;
	if (memcmp(is->digest, should->digest, DIGEST_SIZE) != 0)
		found |= EXCUSE_DATA;
	return found;
}

static bool tell(struct text *why, const char *what, const char *path)
{
	text_put(why, what);
	text_put(why, " ");
	text_put_escaped(why, path, strlen(path));
	return true;
}

/* A name that was changed takes an entry to another place, but leaves their
 * number as it was. */
bool tree_differs(const struct tree *is, const struct tree *should,
		  int excuses, struct text *why)
{
	size_t i = 0, j = 0;

	if (is->files != should->files || is->count != should->count)
		return tell(why, "not as many entries as", "before");
	while (i < is->count && j < should->count) {
		const struct entry *one = &is->entries[i];
		const struct entry *two = &should->entries[j];
		int order = strcmp(one->path, two->path);

		if (order != 0 && !(excuses & EXCUSE_NAME))
			return tell(why, order < 0 ? "new:" : "missing:",
				    order < 0 ? one->path : two->path);
		if (order == 0 && differences(one, two) & ~excuses)
			return tell(why, "not as it was:", one->path);
		i += order <= 0;
		j += order >= 0;
	}
	return false;
}
