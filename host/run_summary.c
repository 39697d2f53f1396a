/* SPDX-License-Identifier: MIT */
/* run_summary: how it ended, for people, on stdout. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/limits.h"
#include "host/run.h"

enum { LAST_LINES = 12 };

static void print_verdict(const struct run *run)
{
	const struct image_end *end = &run->image_end;
	char detail[4 * DETAIL_MAX + 1];
	struct text text;

	(void)printf("%s: %llu of %llu scripts succeeded",
		     verdict_word(end->status.verdict),
		     (unsigned long long)(end->records - end->failed),
		     (unsigned long long)end->records);
	(void)printf(" in %.1f s\n",
		     (double)run->stage_ns[STAGE_MACHINE] / 1e9);
	if (!end->status.detail[0])
		return;
	text_init(&text, detail, sizeof(detail));
	text_put_escaped(&text, end->status.detail,
			 strlen(end->status.detail));
	(void)printf("reason: %s\n", detail);
}

static void print_ending(const struct run *run)
{
	(void)printf("%s: %s, after %.1f s; ", ending_word(run->ending),
		     ending_meaning(run->ending),
		     (double)run->stage_ns[STAGE_MACHINE] / 1e9);
	/* None was read, however many there are. */
	if (!run->image_end.read_whole && run->image_end.records == 0)
		(void)printf("the out image was not read\n");
	else
		(void)printf("%llu records read\n",
			     (unsigned long long)run->image_end.records);
}

static void print_resumed(const struct run *run)
{
	const struct status *status = &run->image_end.status;

	if (run->finished)
		(void)printf("resumed: the job had ended, nothing was run\n");
	else if (run->resuming)
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
static void tell_signs(const struct run *run)
{
	const struct said *said = &run->supervision.said;
	char bytes[16 * 1024];
	struct span rest = { said->bytes, said->length }, line;
	struct text text;

	if (run->ending == ENDING_VERDICT || run->machine_end.signal)
		return;
	text_init(&text, bytes, sizeof(bytes));
	while (span_line(&rest, &line)) {
		text_put(&text, "qemu: ");
		text_put_escaped(&text, line.bytes, line.length);
		text_put(&text, "\n");
	}
	put_limits(&text);
	console_last(&run->console, LAST_LINES, "console: ", &text);
	(void)fputs(bytes, stderr); /* nobody may be left to read it */
}

int run_summary(const struct run *run)
{
	int err = 0;

	errno = 0;
	if (run->ending == ENDING_VERDICT)
		print_verdict(run);
	else
		print_ending(run);
	print_resumed(run);
	results_table(stdout, &run->results);
	if (!run->finished)
		(void)printf("accelerator: %s (%s)\n",
			     accelerator_word(run->acceleration.accelerator),
			     run->acceleration.reason);
	(void)printf("results: %s\n", run->dir);
	/* One check of the stream stands for all that was printed. */
	if (fflush(stdout) != 0 || ferror(stdout))
		err = errno ? -errno : -EIO;
	tell_signs(run);
	return err;
}
