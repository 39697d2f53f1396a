/* SPDX-License-Identifier: MIT */
#include "host/run/summary.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/base/limits.h"

enum { LAST_LINES = 12 };

static void print_verdict(const struct report *report)
{
	const struct image_end *end = &report->image_end;
	char detail[4 * DETAIL_MAX + 1];
	struct text text;

	(void)printf("%s: %llu of %llu scripts succeeded",
		     verdict_word(end->status.verdict),
		     (unsigned long long)(end->records - end->failed),
		     (unsigned long long)end->records);
	(void)printf(" in %.1f s\n",
		     (double)report->stage_ns[STAGE_MACHINE] / 1e9);
	if (!end->status.detail[0])
		return;
	text_init(&text, detail, sizeof(detail));
	text_put_escaped(&text, end->status.detail,
			 strlen(end->status.detail));
	(void)printf("reason: %s\n", detail);
}

static void print_ending(const struct report *report)
{
	(void)printf("%s: %s, after %.1f s; ", ending_word(report->ending),
		     ending_meaning(report->ending),
		     (double)report->stage_ns[STAGE_MACHINE] / 1e9);
	/* None was read, however many there are. */
	if (!report->image_end.read_whole && report->image_end.records == 0)
		(void)printf("the out image was not read\n");
	else
		(void)printf("%llu records read\n",
			     (unsigned long long)report->image_end.records);
}

static void print_resumed(const struct run_out *out,
			  const struct status *status)
{
	if (out->finished)
		(void)printf("resumed: the job had ended, nothing was run\n");
	else if (out->resuming)
		(void)printf("resumed: %llu of %llu done, boot %llu\n",
			     (unsigned long long)status->resumed,
			     (unsigned long long)status->planned,
			     (unsigned long long)status->boots);
	if (status->repaired > 0)
		(void)printf("repaired: the out image's file system, %llu "
			     "time%s\n", (unsigned long long)status->repaired,
			     status->repaired == 1 ? "" : "s");
}

static void put_limits(struct text *text)
{
	size_t start = text->length;

	text_put(text, "limits of this process: ");
	limits_put(text);
	if (text->length == start + strlen("limits of this process: ")) {
		text->length = start; /* there is none to tell */
		text->bytes[start] = '\0';
	} else {
		text_put(text, "\n");
	}
}

/* What may tell why there is no verdict. */
static void tell_signs(const struct vm *vm)
{
	const struct said *said = &vm->said;
	char bytes[16 * 1024];
	struct span rest = { said->bytes, said->length }, line;
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	while (span_line(&rest, &line)) {
		text_put(&text, "qemu: ");
		text_put_escaped(&text, line.bytes, line.length);
		text_put(&text, "\n");
	}
	put_limits(&text);
	console_last(&vm->console, LAST_LINES, "console: ", &text);
	(void)fputs(bytes, stderr); /* nobody may be left to read it */
}

int run_summary(const struct run_out *out, const struct vm *vm,
		const struct report *report, const char *dir)
{
	int err = 0;

	errno = 0;
	if (report->ending == ENDING_VERDICT)
		print_verdict(report);
	else
		print_ending(report);
	print_resumed(out, &report->image_end.status);
	results_table(stdout, &report->results);
	if (!out->finished)
		(void)printf("accelerator: %s (%s)\n",
			     accelerator_word(vm->acceleration.accelerator),
			     vm->acceleration.reason);
	(void)printf("results: %s\n", dir);
	/* One check of the stream stands for all that was printed. */
	if (fflush(stdout) != 0 || ferror(stdout))
		err = errno ? -errno : -EIO;
	if (report->ending != ENDING_VERDICT && !vm->end.signal)
		tell_signs(vm);
	return err;
}
