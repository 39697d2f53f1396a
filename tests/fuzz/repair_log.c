/* SPDX-License-Identifier: MIT */
/* The problem log of e2fsck, as it comes out of a pipe: how it is cut does not
 * matter, a log without its end is never harmless, and none stays harmless
 * when a problem follows that is not. */
#include <string.h>

#include "init/machine/repair_log.c"
#include "tests/fuzz/fuzz.h"

static const char harm[] = "<problem code=\"0x020003\"";

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const char *given = (const char *)bytes;
	struct repair_log whole = { 0 }, pieces = { 0 };

	repair_log_take(&whole, given, length);
	for (size_t i = 0; i < length; i++)
		repair_log_take(&pieces, given + i, 1);
	MUST(repair_log_harmless(&whole) == repair_log_harmless(&pieces));
	MUST(!repair_log_harmless(&whole) ||
	     memmem(given, length, tail, sizeof(tail) - 1));
	if (!repair_log_harmless(&whole))
		return 0;
	repair_log_take(&whole, harm, sizeof(harm) - 1);
	MUST(!repair_log_harmless(&whole));
	return 0;
}
