/* SPDX-License-Identifier: MIT */
/* The same with a true seal put behind the bytes, so that the fuzzer gets
 * past the digest to the fields. */
#include <string.h>

#include "contract/fields.h"
#include "contract/record.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char sealed[RECORD_SIZE_MAX], again[RECORD_SIZE_MAX];
	struct record record;
	struct text text;

	text_init(&text, sealed, sizeof(sealed));
	text_put_bytes(&text, (const char *)bytes, length);
	fields_seal(&text);
	if (text.cut || record_decode(sealed, text.length, &record) < 0)
		return 0;
	MUST(memchr(record.script, 0, sizeof(record.script)));
	MUST(memchr(record.note, 0, sizeof(record.note)));
	MUST(record.output.kept <= record.output.written);
	MUST(record_decode(again, record_encode(&record, again),
			   &record) == 0);
	return 0;
}
