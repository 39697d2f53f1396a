/* SPDX-License-Identifier: MIT */
#include "host/qemu/qmp.h"

#include <stdarg.h>
#include <string.h>

void qmp_init(struct qmp *qmp)
{
	qmp->length = 0;
	qmp->overlong = false;
}

static void add(struct qmp *qmp, struct span piece)
{
	if (piece.length > sizeof(qmp->line) - qmp->length) {
		qmp->overlong = true;
		qmp->length = 0;
	}
	if (qmp->overlong)
		return;
	memcpy(qmp->line + qmp->length, piece.bytes, piece.length);
	qmp->length += piece.length;
}

bool qmp_next(struct qmp *qmp, struct span *input, cJSON **ret)
{
	struct span piece;

	while (span_line(input, &piece)) {
		/* The newline, if there was one, is what comes after. */
		bool whole = piece.bytes + piece.length < input->bytes;

		add(qmp, piece);
		if (!whole)
			return false;
		*ret = qmp->overlong ? NULL :
			cJSON_ParseWithLength(qmp->line, qmp->length);
		qmp_init(qmp);
		return true;
	}
	return false;
}

const char *qmp_text(const cJSON *object, ...)
{
	const char *key, *text;
	va_list keys;

	va_start(keys, object);
	while ((key = va_arg(keys, const char *)))
		object = cJSON_GetObjectItemCaseSensitive(object, key);
	va_end(keys);
	text = cJSON_GetStringValue(object);
	return text ? text : "";
}

/* With werror=report QEMU (7.2 to 9.2, block/block-backend.c) sends no
 * "nospace", but the words of strerror(3): those of glibc and of musl. */
static bool lacks_room(const cJSON *data)
{
	static const char *const reasons[] = {
		"No space left on device",
		"Disk quota exceeded", "Quota exceeded",
		"File too large",
	};
	const char *reason = qmp_text(data, "reason", NULL);

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strcmp(reason, reasons[i]) == 0)
			return true;
	return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(data, "nospace"));
}

static enum qmp_kind shutdown_kind(const char *reason)
{
	if (strcmp(reason, "host-signal") == 0)
		return QMP_SHUTDOWN_SIGNAL;
	return strcmp(reason, "guest-reset") == 0 ? QMP_SHUTDOWN_RESET :
						     QMP_SHUTDOWN;
}

static enum qmp_kind event_kind(const cJSON *message)
{
	const char *event = qmp_text(message, "event", NULL);
	const cJSON *data =
		cJSON_GetObjectItemCaseSensitive(message, "data");

	if (strcmp(event, "GUEST_PANICKED") == 0)
		return QMP_PANICKED;
	if (strcmp(event, "SHUTDOWN") == 0)
		return shutdown_kind(qmp_text(data, "reason", NULL));
	if (strcmp(event, "BLOCK_IO_ERROR") == 0)
		return lacks_room(data) ? QMP_NO_SPACE : QMP_IO_ERROR;
	return strcmp(event, "STOP") == 0 ? QMP_STOPPED : QMP_OTHER;
}

enum qmp_kind qmp_kind(const cJSON *message)
{
	if (cJSON_HasObjectItem(message, "QMP"))
		return QMP_GREETING;
	if (cJSON_HasObjectItem(message, "event"))
		return event_kind(message);
	return qmp_text(message, "id", NULL)[0] ? QMP_ANSWER : QMP_OTHER;
}
