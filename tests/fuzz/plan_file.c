/* SPDX-License-Identifier: MIT */
/* The file `plan`, as it is and with a true seal behind the bytes: the names
 * that are taken are taken again from what is written of them. */
#include <string.h>

#include "contract/fields.h"
#include "contract/plan_file.h"
#include "tests/fuzz/fuzz.h"

enum { FILE_SIZE = 1 << 20 };

static void take_again(const char *name, struct span *rest)
{
	char again[SCRIPT_NAME_MAX + 1];

	MUST(plan_file_take(rest, again) == 1);
	MUST(strcmp(name, again) == 0);
}

static void try_file(struct span bytes)
{
	static char written[FILE_SIZE];
	char name[SCRIPT_NAME_MAX + 1];
	struct span rest, again;
	struct text text;
	int got;

	if (bytes.length > FILE_SIZE / 8 || plan_file_open(bytes, &rest) < 0)
		return;
	text_init(&text, written, sizeof(written));
	while ((got = plan_file_take(&rest, name)) > 0) {
		MUST(name[0] && strlen(name) <= SCRIPT_NAME_MAX);
		plan_file_put(&text, name);
	}
	if (got < 0)
		return;
	plan_file_close(&text);
	MUST(!text.cut);
	MUST(plan_file_open((struct span){ written, text.length },
			    &again) == 0);
	MUST(plan_file_open(bytes, &rest) == 0);
	while (plan_file_take(&rest, name) > 0)
		take_again(name, &again);
	MUST(plan_file_take(&again, name) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static char sealed[FILE_SIZE / 8];
	struct span given = { (const char *)bytes, length };
	struct text text;

	try_file(given);
	text_init(&text, sealed, sizeof(sealed));
	text_put_bytes(&text, given.bytes, given.length);
	fields_seal(&text);
	if (!text.cut)
		try_file((struct span){ sealed, text.length });
	return 0;
}
