/* SPDX-License-Identifier: MIT */
/* replay: runs a fuzz target over the files that are named, each at every
 * length up to its own where it is short: cut input is the commonest. */
#include <stdio.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

enum { FILE_MAX = 1 << 20, CUT_MAX = 4096 };

static int replay(const char *path)
{
	static uint8_t bytes[FILE_MAX];
	FILE *file = fopen(path, "rb");
	size_t length;

	if (!file) {
		perror(path);
		return 1;
	}
	length = fread(bytes, 1, sizeof(bytes), file);
	(void)fclose(file);
	for (size_t cut = 0; cut <= length; cut++) {
		uint8_t *exact;

		if (cut > CUT_MAX && cut < length)
			continue;
		/* Its own allocation, so that ASan sees a read beyond. */
		exact = malloc(cut ? cut : 1);
		if (!exact)
			return 1;
		memcpy(exact, bytes, cut);
		(void)LLVMFuzzerTestOneInput(exact, cut);
		free(exact);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int failed = argc < 2;

	if (failed)
		(void)fprintf(stderr, "replay: no corpus\n");
	for (int i = 1; i < argc; i++)
		failed |= replay(argv[i]);
	return failed;
}
