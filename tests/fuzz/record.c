/* SPDX-License-Identifier: MIT */
/* A record that is taken says the same when it is written again. */
#include <string.h>

#include "contract/record.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char first[RECORD_SIZE_MAX], second[RECORD_SIZE_MAX];
	struct record record, again;
	size_t first_length, second_length;

	if (record_decode((const char *)bytes, length, &record) < 0)
		return 0;
	first_length = record_encode(&record, first);
	MUST(record_decode(first, first_length, &again) == 0);
	second_length = record_encode(&again, second);
	MUST(first_length == second_length);
	MUST(memcmp(first, second, first_length) == 0);
	return 0;
}
