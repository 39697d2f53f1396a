/* SPDX-License-Identifier: MIT */
/* qmp: the QEMU Machine Protocol as bytes: a stream of JSON lines is cut into
 * messages.  QEMU is believed here only as far as its messages have the shape
 * that is expected; whatever else comes is QMP_OTHER. */
#ifndef GVA_HOST_QEMU_QMP_H
#define GVA_HOST_QEMU_QMP_H

#include <cjson/cJSON.h>

#include "contract/text.h"

/* The longest answer that is asked for, query-machines, has 11 KB in QEMU 7.2;
 * a longer line than this is dropped. */
enum { QMP_LINE_MAX = 256 * 1024 };

struct qmp {
	size_t length;
	bool overlong; /* the line so far was dropped, its end must come */
	char line[QMP_LINE_MAX];
};

enum qmp_kind {
	QMP_OTHER,
	QMP_GREETING,
	QMP_PANICKED,       /* event GUEST_PANICKED */
	QMP_SHUTDOWN,       /* event SHUTDOWN, any reason but these: */
	QMP_SHUTDOWN_RESET, /* event SHUTDOWN, reason guest-reset */
	QMP_SHUTDOWN_SIGNAL, /* event SHUTDOWN, reason host-signal */
	QMP_NO_SPACE,       /* event BLOCK_IO_ERROR for want of space, or as
			     * the file may not grow */
	QMP_IO_ERROR,       /* event BLOCK_IO_ERROR, any other reason */
	QMP_STOPPED,        /* event STOP: the guest stands still */
	QMP_ANSWER,         /* a return or error with an id */
};

void qmp_init(struct qmp *qmp);
/* qmp_next: takes bytes off `input` until a line is whole: then true, and
 * `ret` is its JSON (the caller deletes it), NULL when it is none.  False when
 * the input is used up. */
bool qmp_next(struct qmp *qmp, struct span *input, cJSON **ret);
enum qmp_kind qmp_kind(const cJSON *message);
/* qmp_text: the string at a path of keys that ends with NULL, or "". */
const char *qmp_text(const cJSON *object, ...) __attribute__((sentinel));

#endif
