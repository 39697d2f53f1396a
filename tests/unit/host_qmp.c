/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "host/qemu/qmp.h"
#include "tests/unit/test.h"

/* The kinds of all messages in `bytes`, fed `step` bytes at a time, as
 * letters; "!" for a line that is no JSON. */
static void kinds_of(struct span bytes, size_t step, char *ret)
{
	static const char letters[] = {
		[QMP_OTHER] = '-', [QMP_GREETING] = 'g', [QMP_PANICKED] = 'p',
		[QMP_SHUTDOWN] = 's', [QMP_SHUTDOWN_RESET] = 'r',
		[QMP_SHUTDOWN_SIGNAL] = 'h', [QMP_IO_ERROR] = 'i',
		[QMP_NO_SPACE] = 'f', [QMP_STOPPED] = 'x', [QMP_ANSWER] = 'a',
	};
	struct qmp *qmp = malloc(sizeof(*qmp));
	cJSON *message;

	CHECK(qmp != NULL);
	qmp_init(qmp);
	while (bytes.length > 0) {
		struct span piece = bytes;

		if (piece.length > step)
			piece.length = step;
		bytes.bytes += piece.length;
		bytes.length -= piece.length;
		while (qmp_next(qmp, &piece, &message)) {
			*ret++ = message ? letters[qmp_kind(message)] : '!';
			cJSON_Delete(message);
		}
	}
	*ret = '\0';
	free(qmp);
}

static void each_message_is_known_however_it_is_cut_up(void)
{
	static const char stream[] =
		"{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"
		"{\"return\": {}}\r\n"
		"{\"return\": {}, \"id\": \"x\"}\r\n"
		"{\"error\": {\"class\": \"C\"}, \"id\": \"y\"}\r\n"
		"{\"event\": \"GUEST_PANICKED\", \"data\": {}}\r\n"
		"{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, "
		"\"reason\": \"guest-shutdown\"}}\r\n"
		"{\"event\": \"SHUTDOWN\", \"data\": {\"reason\": "
		"\"guest-reset\"}}\r\n"
		"{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, "
		"\"reason\": \"host-signal\"}}\r\n"
		"{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"nospace\": "
		"true}}\r\n"
		"{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"nospace\": "
		"false}}\r\n"
		/* As QEMU 7.2 sends it with werror=report. */
		"{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"device\": \"\", "
		"\"node-name\": \"disk1\", \"reason\": \"No space left on "
		"device\", \"operation\": \"write\", \"action\": "
		"\"report\"}}\r\n"
		"{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"reason\": "
		"\"File too large\"}}\r\n"
		"{\"event\": \"BLOCK_IO_ERROR\", \"data\": {\"reason\": "
		"\"Input/output error\"}}\r\n"
		"{\"event\": \"STOP\"}\r\n"
		"{\"event\": \"NEVER_HEARD_OF\"}\r\n";
	const size_t steps[] = { 1, 2, 7, sizeof(stream) };
	char kinds[32];

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		kinds_of(span_of(stream), steps[i], kinds);
		CHECK_STR(kinds, "g-aapsrhfiffix-");
	}
}

static void garbage_is_no_message(void)
{
	static const char stream[] =
		"\n"
		"no json\n"
		"{\"event\": \"SHUT\n"
		"[]\n"
		"\"QMP\"\n"
		"{\"event\": 7}\n"
		"{\"event\": \"SHUTDOWN\", \"data\": 5}\n"
		"{\"event\": \"SHUTDOWN\"}\n"
		"{\"id\": 5, \"return\": 1}\n"
		"{\"event\": \"STOP\"} the end of the line never comes";
	char kinds[32];

	kinds_of(span_of(stream), 5, kinds);
	CHECK_STR(kinds, "!!!---ss-");
}

static void a_line_that_is_too_long_is_skipped(void)
{
	static const char after[] = "\n{\"event\": \"STOP\"}\n";
	size_t length = QMP_LINE_MAX + 1 + sizeof(after) - 1;
	char *stream = malloc(length), kinds[32];

	CHECK(stream != NULL);
	memset(stream, ' ', length);
	memcpy(stream + QMP_LINE_MAX + 1, after, sizeof(after) - 1);
	/* The end of a line that is too long is no message. */
	memcpy(stream + QMP_LINE_MAX + 1 - (sizeof(after) - 3), after + 1,
	       sizeof(after) - 3);
	kinds_of((struct span){ stream, length }, 4096, kinds);
	CHECK_STR(kinds, "!x");
	kinds_of((struct span){ stream, length }, length, kinds);
	CHECK_STR(kinds, "!x");
	kinds_of((struct span){ stream, length }, 4099, kinds);
	CHECK_STR(kinds, "!x");
	free(stream);
}

static void a_text_that_is_not_there_is_empty(void)
{
	cJSON *json = cJSON_Parse("{\"a\": {\"b\": \"deep\"}, \"c\": 1}");

	CHECK_STR(qmp_text(json, "a", "b", NULL), "deep");
	CHECK_STR(qmp_text(json, "a", "x", NULL), "");
	CHECK_STR(qmp_text(json, "c", NULL), "");
	CHECK_STR(qmp_text(NULL, "c", NULL), "");
	cJSON_Delete(json);
}

int main(void)
{
	each_message_is_known_however_it_is_cut_up();
	garbage_is_no_message();
	a_line_that_is_too_long_is_skipped();
	a_text_that_is_not_there_is_empty();
	return test_end();
}
