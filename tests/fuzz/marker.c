/* SPDX-License-Identifier: MIT */
/* The bytes as a marker's name, and as its file: what is taken says the same
 * when it is written again. */
#include <string.h>

#include "contract/marker.h"
#include "contract/record.h"
#include "tests/fuzz/fuzz.h"

static void try_name(struct span bytes)
{
	struct marker_name name, again;
	char written[MARKER_NAME_SIZE];

	if (marker_name_decode(bytes, &name) < 0)
		return;
	MUST(result_name_ok(span_of(name.result)));
	MUST(marker_name_encode(&name, written) == 0);
	MUST(marker_name_decode(span_of(written), &again) == 0);
	MUST(strcmp(name.result, again.result) == 0);
	MUST(name.attempt == again.attempt && name.taken == again.taken);
}

static void try_file(struct span bytes)
{
	char script[SCRIPT_NAME_MAX + 1], again[SCRIPT_NAME_MAX + 1];
	char written[MARKER_FILE_SIZE];
	size_t length;

	if (marker_file_decode(bytes, script) < 0)
		return;
	length = marker_file_encode(script, UINT64_MAX, written);
	MUST(marker_file_decode((struct span){ written, length }, again) == 0);
	MUST(strcmp(script, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct span given = { (const char *)bytes, length };

	try_name(given);
	try_file(given);
	return 0;
}
