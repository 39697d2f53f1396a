/* SPDX-License-Identifier: MIT */
/* A status block, as it is and with a true seal behind the bytes. */
#include <string.h>

#include "contract/fields.h"
#include "contract/status.h"
#include "tests/fuzz/fuzz.h"

static void try_block(const char block[STATUS_BLOCK_SIZE])
{
	char again[STATUS_BLOCK_SIZE];
	struct status status;

	if (status_decode(block, &status) < 0)
		return;
	MUST(memchr(status.detail, 0, sizeof(status.detail)));
	status_encode(&status, again);
	MUST(status_decode(again, &status) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	char block[STATUS_BLOCK_SIZE], sealed[STATUS_BLOCK_SIZE];
	struct text text;

	if (length > STATUS_BLOCK_SIZE)
		length = STATUS_BLOCK_SIZE;
	memset(block, '\n', sizeof(block));
	memcpy(block, bytes, length);
	try_block(block);
	text_init(&text, sealed, sizeof(sealed));
	text_put_bytes(&text, (const char *)bytes, length);
	fields_seal(&text);
	if (text.cut)
		return 0;
	memset(block, '\n', sizeof(block));
	memcpy(block, sealed, text.length);
	try_block(block);
	return 0;
}
