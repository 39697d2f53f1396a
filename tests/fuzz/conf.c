/* SPDX-License-Identifier: MIT */
/* A conf file: taken or refused with a reason, never out of its bounds. */
#include <string.h>

#include "contract/option.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct options options;
	char reason[DETAIL_MAX + 1];
	struct text why;

	options_init(&options);
	text_init(&why, reason, sizeof(reason));
	if (options_conf(&options, ORIGIN_JOB_CONF,
			 (struct span){ (const char *)bytes, length },
			 &why) < 0)
		MUST(why.length > 0);
	MUST(options.pool_used <= OPTION_POOL_SIZE);
	for (size_t i = 0; i < options.args.count; i++)
		MUST(options.args.offsets[i] < options.pool_used);
	for (size_t i = 0; i < options.env.count; i++)
		MUST(strchr(options.pool + options.env.offsets[i], '='));
	for (int i = 0; i < OPTION_COUNT; i++)
		MUST(options.origins[i] <= ORIGIN_COMMAND_LINE);
	return 0;
}
