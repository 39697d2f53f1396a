/* SPDX-License-Identifier: MIT */
/* What QEMU says: how the bytes are cut does not change the messages, and each
 * of them, whatever it holds, is of some kind. */
#include "host/qemu/qmp.h"
#include "tests/fuzz/fuzz.h"

/* A number that the kinds of the messages, and their order, change. */
static uint64_t take(struct qmp *qmp, struct span input, uint64_t sum)
{
	cJSON *message;

	while (qmp_next(qmp, &input, &message)) {
		enum qmp_kind kind = QMP_OTHER;

		if (message)
			kind = qmp_kind(message);
		MUST(kind <= QMP_ANSWER);
		MUST(qmp_text(message, "data", "reason", NULL) != NULL);
		sum = sum * 31 + (message ? 1 + (uint64_t)kind : 0);
		cJSON_Delete(message);
	}
	MUST(input.length == 0);
	return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct qmp qmp;
	const char *given = (const char *)bytes;
	uint64_t whole, pieces = 7;

	qmp_init(&qmp);
	whole = take(&qmp, (struct span){ given, length }, 7);
	qmp_init(&qmp);
	for (size_t i = 0; i < length; i++)
		pieces = take(&qmp, (struct span){ given + i, 1 }, pieces);
	MUST(whole == pieces);
	return 0;
}
