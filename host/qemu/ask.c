/* SPDX-License-Identifier: MIT */
/* qemu_ask: the questions that a QEMU answers about itself over QMP. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/base/clock.h"
#include "host/qemu/arguments.h"
#include "host/qemu/qemu.h"
#include "host/qemu/qmp.h"

enum { ANSWER_SECONDS = 30, ERRORS_SIZE = 1024 };

static void add_question(struct text *text, const char *command,
			 const char *id, const char *key, struct span value)
{
	text_put(text, "{\"execute\":\"");
	text_put(text, command);
	text_put(text, "\"");
	if (value.length > 0) {
		text_put(text, ",\"arguments\":{\"");
		text_put(text, key);
		text_put(text, "\":\"");
		text_put_bytes(text, value.bytes, value.length);
		text_put(text, "\"}");
	}
	text_put(text, ",\"id\":\"");
	text_put(text, id);
	text_put(text, "\"}\n");
}

/* All at once: QEMU reads one when the one before is answered. */
static int send_questions(const struct qemu_process *asked,
			  const struct profile *profile)
{
	const char *panic_device = profile->values[PROFILE_PANIC_DEVICE];
	const struct span nothing = { NULL, 0 };
	char bytes[2048];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	add_question(&text, "qmp_capabilities", "capabilities", "", nothing);
	add_question(&text, "query-machines", "machines", "", nothing);
	add_question(&text, "query-command-line-options", "sandbox", "option",
		     span_of("sandbox"));
	add_question(&text, "query-kvm", "kvm", "", nothing);
	if (panic_device[0])
		add_question(&text, "device-list-properties", "panic",
			     "typename",
			     (struct span){ panic_device,
					    strcspn(panic_device, ",") });
	add_question(&text, "quit", "quit", "", nothing);
	if (text.cut)
		return -E2BIG;
	/* They fit a fresh socket; MSG_NOSIGNAL: QEMU may have gone. */
	return send(asked->qmp, text.bytes, text.length, MSG_NOSIGNAL) ==
	       (ssize_t)text.length ? 0 : -EIO;
}

int qemu_ask(const struct qemu *qemu, const struct profile *profile,
	     struct qemu_process *ret_asked, struct text *why)
{
	struct arguments arguments = { 0 };
	int err;

	arguments_add(&arguments, "%s", qemu->path);
	arguments_add(&arguments, "-nodefaults");
	arguments_add(&arguments, "-no-user-config");
	arguments_add(&arguments, "-display");
	arguments_add(&arguments, "none");
	arguments_add(&arguments, "-machine");
	arguments_add(&arguments, "none");
	arguments_add(&arguments, "-chardev");
	arguments_add(&arguments, "socket,id=qmp,fd=%d", QEMU_QMP_FD);
	arguments_add(&arguments, "-mon");
	arguments_add(&arguments, "chardev=qmp,mode=control");
	err = arguments.failed ? -ENOMEM :
				 qemu_process_start(arguments.list, ret_asked);
	arguments_free(&arguments);
	if (err < 0) {
		text_put(why, "start QEMU: ");
		text_put(why, strerror(-err));
		return err;
	}
	/* That it cannot be asked comes out when its answers are missing. */
	(void)send_questions(ret_asked, profile);
	return 0;
}

static bool has_machine(const cJSON *answer, struct span wanted)
{
	const cJSON *machine;

	cJSON_ArrayForEach(machine, answer)
		if (span_is(wanted, qmp_text(machine, "name", NULL)) ||
		    span_is(wanted, qmp_text(machine, "alias", NULL)))
			return true;
	return false;
}

static void learn_version(struct qemu *qemu, const cJSON *greeting)
{
	const cJSON *version = cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(greeting, "QMP"), "version");
	const cJSON *numbers = cJSON_GetObjectItemCaseSensitive(version,
								"qemu");
	const char *package = qmp_text(version, "package", NULL);
	static const char *const parts[] = { "major", "minor", "micro" };
	double values[3];

	for (int i = 0; i < 3; i++) {
		const cJSON *part = cJSON_GetObjectItemCaseSensitive(
			numbers, parts[i]);

		values[i] = cJSON_IsNumber(part) ? part->valuedouble : 0;
	}
	(void)snprintf(qemu->version, sizeof(qemu->version),
		       "%.0f.%.0f.%.0f%s%s%s", values[0], values[1], values[2],
		       *package ? " (" : "", package, *package ? ")" : "");
}

static void learn(struct qemu *qemu, const struct profile *profile,
		  const cJSON *message)
{
	const cJSON *answer = cJSON_GetObjectItemCaseSensitive(message,
							       "return");
	const char *id = qmp_text(message, "id", NULL);

	if (qmp_kind(message) == QMP_GREETING)
		learn_version(qemu, message);
	else if (!answer)
		return; /* an error: what was asked after is not there */
	else if (strcmp(id, "machines") == 0)
		qemu->has_machine = has_machine(answer,
						profile_machine(profile));
	else if (strcmp(id, "sandbox") == 0)
		qemu->has_sandbox = cJSON_GetArraySize(answer) > 0;
	else if (strcmp(id, "kvm") == 0)
		qemu->has_kvm = cJSON_IsTrue(
			cJSON_GetObjectItemCaseSensitive(answer, "present"));
	else if (strcmp(id, "panic") == 0)
		qemu->has_panic_device = true;
}

static void learn_all(struct qemu *qemu, const struct profile *profile,
		      struct qmp *qmp, struct span input)
{
	cJSON *message;

	while (qmp_next(qmp, &input, &message)) {
		learn(qemu, profile, message);
		cJSON_Delete(message);
	}
}

/* Reads until QEMU closes its end, or the deadline. */
static int hear(struct qemu *qemu, const struct profile *profile,
		const struct qemu_process *asked, struct qmp *qmp)
{
	uint64_t end = clock_ns() + ANSWER_SECONDS * UINT64_C(1000000000);
	struct pollfd poll_qmp = { asked->qmp, POLLIN, 0 };
	char bytes[16 * 1024];

	for (;;) {
		uint64_t now = clock_ns();
		ssize_t count;

		if (now >= end)
			return -ETIMEDOUT;
		if (poll(&poll_qmp, 1, (int)((end - now) / 1000000) + 1) < 0 &&
		    errno != EINTR)
			return -errno;
		count = read(asked->qmp, bytes, sizeof(bytes));
		if (count == 0 || (count < 0 && errno == ECONNRESET))
			return 0;
		if (count > 0)
			learn_all(qemu, profile, qmp, (struct span){
				bytes, (size_t)count });
		else if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
}

int qemu_hear(struct qemu *qemu, const struct profile *profile,
	      struct qemu_process *asked, struct text *why)
{
	struct qmp *qmp = malloc(sizeof(*qmp));
	char said[ERRORS_SIZE];
	int err = -ENOMEM;
	ssize_t count;

	qemu->version[0] = '\0';
	if (qmp) {
		qmp_init(qmp);
		err = hear(qemu, profile, asked, qmp);
	}
	free(qmp);
	if (err < 0 || qemu_process_wait(asked, ANSWER_SECONDS, NULL) < 0) {
		qemu_process_kill(asked);
		(void)qemu_process_wait(asked, ANSWER_SECONDS, NULL);
	}
	count = read(asked->errors, said, sizeof(said));
	qemu_process_close(asked);
	if (qemu->version[0])
		return 0;
	text_put(why, "start QEMU ");
	text_put_escaped(why, qemu->path, strlen(qemu->path));
	text_put(why, err < 0 ? ": it does not answer: " : ": ");
	while (count > 0 && said[count - 1] == '\n')
		count--;
	if (count > 0)
		text_put_escaped(why, said, (size_t)count);
	else
		text_put(why, "it ended without a word");
	return -EIO;
}
