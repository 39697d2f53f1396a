/* SPDX-License-Identifier: MIT */
/* An archive, as a layer and alone. */
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/base/reason.h"
#include "host/pack/layer.h"
#include "tests/fuzz/fuzz.h"

static int check(const struct entry *entry, void *context, struct text *why)
{
	size_t *depth = context;

	(void)why;
	MUST(entry->depth <= LAYERS_DEPTH_MAX);
	MUST((entry->depth == 0) == (entry->name[0] == '\0'));
	MUST(!strchr(entry->name, '/') && strcmp(entry->name, "..") != 0 &&
	     strcmp(entry->name, ".") != 0 && strlen(entry->name) <= NAME_MAX);
	MUST(entry->stat->st_size >= 0 && entry->stat->st_nlink < 1 << 30);
	MUST(entry->kind != ENTRY_SYMLINK || entry->target[0]);
	*depth += entry->kind == ENTRY_FOLDER;
	*depth -= entry->kind == ENTRY_FOLDER_END;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct blobs blobs = { "fuzz", memfd_create("fuzz", MFD_CLOEXEC),
			       false };
	unsigned char digest[DIGEST_SIZE];
	struct reason reason;
	struct text *why = reason_init(&reason);
	size_t depth = 0;
	bool marked;

	MUST(blobs.fd >= 0 && write(blobs.fd, bytes, length) ==
	     (ssize_t)length);
	for (int whiteouts = 0; whiteouts < 2; whiteouts++) {
		struct layers *layers = layers_new();

		MUST(layers);
		if (layer_read(&blobs, NULL, whiteouts, layers, digest,
			       &marked, why) == 0)
			MUST(layers_walk(layers, "fuzz", check, &depth, why) ==
			     0);
		MUST(depth == 0);
		layers_free(layers);
	}
	(void)close(blobs.fd);
	return 0;
}
