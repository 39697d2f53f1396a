/* SPDX-License-Identifier: MIT */
/* An out image that was damaged anywhere: reading it ends, and what it leaves
 * are files and folders, all of them below its folder.
 *
 * The bytes are patches: block (2), offset (2), length (1), and as many bytes.
 * The image has no checksums, which would hide all that is behind them. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "contract/record.h"
#include "host/pack/make.h"
#include "host/results/results.h"
#include "tests/fuzz/fuzz.h"

enum {
	BLOCK = 4096,
	IMAGE_MAX = 256 * BLOCK,
	PATCH_HEAD = 5,
	PATCH_MAX = 64,
	RO_COMPAT_OFFSET = SUPERBLOCK_OFFSET + 100,
	RO_COMPAT_HIGH_CSUM = 0x04, /* METADATA_CSUM, in the second byte */
};

static struct {
	char folder[PATH_MAX];
	int fd; /* of the image */
	size_t size;
	char image[IMAGE_MAX]; /* as it was made */
	size_t count;
	uint16_t blocks[IMAGE_MAX / BLOCK]; /* that are not all zeros */
} base;

static void path_of(const char *name, char ret[PATH_MAX])
{
	MUST(snprintf(ret, PATH_MAX, "%s/%s", base.folder, name) < PATH_MAX);
}

static int remove_entry(const char *path, const struct stat *stat, int type,
			struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_all(void)
{
	(void)nftw(base.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_folder(const char *name)
{
	char path[PATH_MAX];

	path_of(name, path);
	MUST(mkdir(path, 0755) == 0);
}

static void make_file(const char *name, const void *bytes, size_t length)
{
	char path[PATH_MAX];
	FILE *file;

	path_of(name, path);
	file = fopen(path, "w");
	MUST(file && fwrite(bytes, 1, length, file) == length);
	MUST(fclose(file) == 0);
}

/* What a guest would leave. */
static void make_tree(void)
{
	struct record record = {
		.script = "a", .sequence = 1, .attempt = 1,
		.outcome = { .end = SCRIPT_EXITED }, .output = { 5, 5 },
	};
	char bytes[RECORD_SIZE_MAX], link[PATH_MAX];
	size_t length = record_encode(&record, bytes);

	make_folder("tree");
	make_folder("tree/results");
	make_folder("tree/results/0001-a");
	make_file("tree/results/0001-a/record", bytes, length);
	make_file("tree/results/0001-a/stdout", "hello", 5);
	make_file("tree/results/0001-a/stderr", "", 0);
	make_folder("tree/files");
	make_folder("tree/files/folder");
	make_file("tree/files/folder/file", base.image, 3 * BLOCK);
	path_of("tree/files/link", link);
	MUST(symlink("../../../victim", link) == 0);
}

static void read_base(void)
{
	ssize_t count = pread(base.fd, base.image, IMAGE_MAX, 0);

	MUST(count > 0 && count < IMAGE_MAX && count % BLOCK == 0);
	base.size = (size_t)count;
	base.image[RO_COMPAT_OFFSET + 1] &= (char)~RO_COMPAT_HIGH_CSUM;
	for (size_t at = 0; at < base.size; at += BLOCK)
		for (size_t i = 0; i < BLOCK; i++)
			if (base.image[at + i]) {
				base.blocks[base.count++] =
					(uint16_t)(at / BLOCK);
				break;
			}
	MUST(pwrite(base.fd, base.image, base.size, 0) == count);
}

static void make_base(void)
{
	char tree[PATH_MAX], path[PATH_MAX], reason[1024];
	struct image_contents contents = { .data = tree };
	const char *parent = getenv("TMPDIR");
	struct text why;

	MUST(snprintf(base.folder, sizeof(base.folder), "%s/gva-fuzz.XXXXXX",
		      parent ? parent : "/tmp") < (int)sizeof(base.folder));
	MUST(mkdtemp(base.folder));
	(void)atexit(remove_all);
	memset(base.image, 'x', 3 * BLOCK);
	make_tree();
	path_of("tree", tree);
	path_of("image", path);
	text_init(&why, reason, sizeof(reason));
	MUST(image_make(path, &contents, &why) == 0);
	base.fd = open(path, O_RDWR | O_CLOEXEC);
	MUST(base.fd >= 0);
	read_base();
}

/* Writes the patches into the image, or what was there before them. */
static void patch(const uint8_t *bytes, size_t length, bool back)
{
	while (length >= PATCH_HEAD) {
		size_t block = (size_t)(bytes[0] | bytes[1] << 8) % base.count;
		size_t at = (size_t)base.blocks[block] * BLOCK +
			    (size_t)(bytes[2] | bytes[3] << 8) % BLOCK;
		size_t size = bytes[4] % PATCH_MAX;

		bytes += PATCH_HEAD;
		length -= PATCH_HEAD;
		if (size > length)
			size = length;
		if (size > base.size - at)
			size = base.size - at;
		MUST(pwrite(base.fd, back ? (const void *)(base.image + at) :
			    bytes, size, (off_t)at) == (ssize_t)size);
		bytes += size;
		length -= size;
	}
}

/* Nothing but files and folders, with no more than plain permissions. */
static int judge(const char *path, const struct stat *stat, int type,
		 struct FTW *ftw)
{
	(void)ftw;
	MUST(type == FTW_F || type == FTW_DP);
	MUST(S_ISREG(stat->st_mode) || S_ISDIR(stat->st_mode));
	MUST((stat->st_mode & 07022) == 0);
	return remove(path);
}

static void extract(void)
{
	char path[PATH_MAX], out[PATH_MAX], victim[PATH_MAX], reason[4096];
	struct results results;
	struct image image;
	struct text why;
	struct stat stat;
	int err;

	path_of("image", path);
	path_of("out", out);
	path_of("victim", victim);
	text_init(&why, reason, sizeof(reason));
	if (image_probe(path, &image, &why) < 0)
		return;
	image.roles = ROLE_OUT;
	MUST(mkdir(out, 0755) == 0);
	err = results_extract(&image, out, &results, &why);
	MUST(err == 0 || why.length > 0);
	MUST(results.count <= SCRIPTS_MAX);
	results_free(&results);
	MUST(nftw(out, judge, 16, FTW_DEPTH | FTW_PHYS) == 0);
	MUST(lstat(victim, &stat) < 0 && errno == ENOENT);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	if (!base.size)
		make_base();
	patch(bytes, length, false);
	extract();
	patch(bytes, length, true);
	return 0;
}
