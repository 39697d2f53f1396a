/* SPDX-License-Identifier: MIT */
#include "qmp.h"

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
		/* The newline, if there was one, is what lies behind. */
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

static enum qmp_kind event_kind(const cJSON *message)
{
	const char *event = qmp_text(message, "event", NULL);
	const cJSON *data =
		cJSON_GetObjectItemCaseSensitive(message, "data");

	if (strcmp(event, "GUEST_PANICKED") == 0)
		return QMP_PANICKED;
	if (strcmp(event, "SHUTDOWN") == 0)
		return strcmp(qmp_text(data, "reason", NULL),
			      "guest-reset") == 0 ?
			QMP_SHUTDOWN_RESET : QMP_SHUTDOWN;
	if (strcmp(event, "BLOCK_IO_ERROR") == 0 &&
	    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(data, "nospace")))
		return QMP_NO_SPACE;
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
