/* SPDX-License-Identifier: MIT */
/* A kernel command line. */
#include "contract/option.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct options options;
	char reason[DETAIL_MAX + 1];
	struct text why;

	options_init(&options);
	text_init(&why, reason, sizeof(reason));
	if (options_command_line(&options,
				 (struct span){ (const char *)bytes, length },
				 &why) < 0)
		MUST(why.length > 0);
	MUST(options.pool_used <= OPTION_POOL_SIZE);
	return 0;
}
