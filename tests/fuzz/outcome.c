/* SPDX-License-Identifier: MIT */
/* Words of an outcome: what is taken has one form. */
#include <string.h>

#include "contract/outcome.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct outcome outcome, again;
	char words[64];
	struct text text;

	if (outcome_parse((struct span){ (const char *)bytes, length },
			  &outcome) < 0)
		return 0;
	text_init(&text, words, sizeof(words));
	outcome_format(&text, outcome);
	MUST(!text.cut);
	MUST(outcome_parse(span_of(words), &again) == 0);
	MUST(again.end == outcome.end && again.number == outcome.number);
	return 0;
}
