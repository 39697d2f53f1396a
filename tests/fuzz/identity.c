/* SPDX-License-Identifier: MIT */
/* The file `identity`, as it is and with a true seal behind the bytes: what is
 * taken says the same when it is written again. */
#include <string.h>

#include "contract/fields.h"
#include "contract/identity.h"
#include "tests/fuzz/fuzz.h"

static void try_file(struct span bytes)
{
	char first[IDENTITY_SIZE_MAX], second[IDENTITY_SIZE_MAX];
	struct identity identity, again;
	size_t length;

	if (identity_decode(bytes, &identity) < 0)
		return;
	length = identity_encode(&identity, first);
	MUST(identity_decode((struct span){ first, length }, &again) == 0);
	MUST(!identity_differs(&identity, &again));
	MUST(identity_encode(&again, second) == length);
	MUST(memcmp(first, second, length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct span given = { (const char *)bytes, length };
	char sealed[2 * IDENTITY_SIZE_MAX];
	struct text text;

	try_file(given);
	text_init(&text, sealed, sizeof(sealed));
	text_put_bytes(&text, given.bytes, given.length);
	fields_seal(&text);
	if (!text.cut)
		try_file((struct span){ sealed, text.length });
	return 0;
}
